import type { Page } from 'playwright'
import { Typist } from '../support/typing.ts'
import { currentItem, expect, nextItem, signIn, test } from './fixtures.ts'

/** Moves on until an artifact with text is on screen. */
async function anArtifact(page: Page): Promise<string> {
  for (;;) {
    const id = await currentItem(page)
    if ((await page.getByTestId('reading-pane').getAttribute('data-item-kind')) === 'artifact') return id
    await page.keyboard.press('j')
    await nextItem(page, id)
  }
}

test('by keyboard alone: find, quote, insert a template, decide, look back and undo, and choose another key', async ({ people: [owner], start }) => {
  const { page } = await start()
  await signIn(page, owner, 'key_file')
  await expect(page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  const { keyboard } = page

  await test.step('the palette finds projects, sessions and agents roughly typed, items, and actions', async () => {
    await currentItem(page)
    await keyboard.press('Control+k')
    await keyboard.type('atls')
    await expect(page.getByTestId('palette').getByRole('option', { name: /Atlas/ }).first()).toBeVisible()
    await page.getByTestId('palette-input').fill('competitor pric')
    await expect(page.getByTestId('palette').getByRole('group', { name: 'Items' }).getByRole('option').first()).toContainText(/competitor pric/i)
    await page.getByTestId('palette-input').fill('diagnos')
    await keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'Diagnostics' })).toBeVisible()
    await keyboard.press('g')
    await keyboard.press('q')
  })

  const id = await anArtifact(page)
  await test.step('selected text is quoted, a template filled in behind it, and sent with the verdict', async () => {
    await page.evaluate(() => {
      const text = document.querySelector('[data-reading] .document-body p, [data-reading] .document-body li')
      if (text) document.getSelection()?.selectAllChildren(text)
    })
    await expect(page.getByTestId('quote')).toBeVisible()
    await keyboard.press('q')
    await expect(page.getByTestId('note')).toHaveValue(/^> .+\n\n$/s)
    await keyboard.press('Control+1')
    await expect(page.getByTestId('note')).toHaveValue(/^> .+\n\nSay where each figure comes from, with a link\.$/s)
    await keyboard.press('Escape')
    await keyboard.press('m')
    await expect(page.getByTestId('note')).toBeFocused()
    await keyboard.press('Control+Enter')
    await nextItem(page, id)
    await expect(page.getByTestId('last-decision')).toContainText('changes asked for')
  })

  await test.step('the history takes it back, and its words are the note again', async () => {
    await keyboard.press('Shift+U')
    await expect(page.getByTestId('history-line').first()).toHaveAttribute('data-item-id', id)
    await expect(page.getByTestId('history-line').first()).toBeFocused()
    await keyboard.press('u')
    await expect(page.getByTestId('history')).toBeHidden()
    await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', id)
    await expect(page.getByTestId('note')).toHaveValue(/Say where each figure comes from/)
  })

  await test.step('Esc out of a field gives the focus to the text; beside a draft the keys stay keys when one comes back to the queue', async () => {
    const note = page.getByTestId('note')
    const text = page.locator('[data-reading]')
    const words = await note.inputValue()
    await expect(page.getByTestId('comment-open')).toBeVisible()
    for (const [key, field] of [['Shift+C', page.getByTestId('comment-field')], ['e', note]] as const) {
      await keyboard.press(key)
      await expect(field).toBeFocused()
      await keyboard.press('Escape')
      await expect(text).toBeFocused()
    }
    await keyboard.press('g')
    await keyboard.press('s')
    await expect(page.getByRole('region', { name: 'Sessions' })).toBeVisible()
    await keyboard.press('g')
    await keyboard.press('q')
    await expect(note).toHaveValue(words)
    await keyboard.press('j')
    await nextItem(page, id)
    await keyboard.press('k')
    await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', id)
    await expect(note).toHaveValue(words)
  })

  await test.step('a key that is taken is refused with the reason; another one works, and is printed', async () => {
    await keyboard.press('g')
    await keyboard.press(',')
    await page.getByRole('button', { name: 'Change the key for: Approve, continue' }).focus()
    await keyboard.press('Enter')
    await keyboard.press('j')
    await expect(page.getByTestId('key-conflict')).toContainText('J is taken: Next item.')
    await keyboard.press('Escape')
    await page.getByRole('button', { name: 'Change the key for: Approve, continue' }).focus()
    await keyboard.press('Enter')
    await keyboard.press('y')
    await expect(page.getByTestId('key-conflict')).toContainText('Free.')
    await keyboard.press('Enter')
    await expect(page.getByTestId('key-decide.affirm')).toContainText('Y')
    await keyboard.press('g')
    await keyboard.press('q')
    await expect(page.getByTestId('verdict-approve')).toContainText('Y')
    await page.getByTestId('note').focus()
    await keyboard.press('Escape')
    await keyboard.press('a')
    await keyboard.press('y')
    await nextItem(page, id)
    await keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Approve, continue')
    await keyboard.press('Escape')
  })

  await test.step('a comment that is begun right behind another key: the letters are its own', async () => {
    await keyboard.press('j')
    await keyboard.press('Shift+C')
    await keyboard.type('a rare jar')
    const next = await nextItem(page, id)
    await expect(page.getByTestId('comment-field')).toHaveValue('a rare jar')
    await keyboard.press('Escape')
    await expect(page.getByTestId('comment-open')).toHaveText(/Go on with your comment/)
    await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', next)
    await keyboard.press('k')
    await nextItem(page, next)
  })

  await test.step('templates are written, put in order and thrown away in the settings, each by the key that its button shows; T inserts one of them', async () => {
    const inLine = async (name: string, key: string) => {
      await page.getByRole('button', { name: `Edit: ${name}` }).focus()
      await keyboard.press(key)
    }
    const templates = page.getByTestId('template')
    await keyboard.press('g')
    await keyboard.press(',')
    await expect(page.getByTestId('add-template')).toHaveText('NAdd a template')
    await keyboard.press('n')
    await keyboard.type('Mine')
    await keyboard.press('Tab')
    await keyboard.type('About {title}.')
    for (const left of [1, 0]) {
      await keyboard.press('Escape')
      await expect(page.getByRole('dialog', { name: 'Discard what you typed?' })).toHaveCount(left)
    }
    await keyboard.press('Control+Enter')
    await expect(templates.last()).toContainText('Mine')
    for (let place = (await templates.count()) - 1; place > 0; place--) await inLine('Mine', '+')
    await expect(templates.first()).toContainText('Mine')
    await inLine('Mine', 'Shift+E')
    await keyboard.press('Tab')
    await keyboard.press('End')
    await keyboard.type(' Thanks.')
    await keyboard.press('Control+Enter')
    // Nothing is deleted by who is in no line, nor unasked.
    const asked = page.getByRole('dialog', { name: 'Delete the template Shorter?' })
    await page.getByTestId('go-settings').focus()
    await keyboard.press('Shift+D')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    for (const [answer, left] of [['Escape', 4], ['Control+Enter', 3]] as const) {
      await inLine('Shorter', 'Shift+D')
      await expect(asked).toBeVisible()
      await keyboard.press(answer)
      await expect(asked).toHaveCount(0)
      await expect(templates).toHaveCount(left)
    }
    await keyboard.press('z')
    await expect(page.getByRole('status').filter({ hasText: 'then' })).toContainText('change the password')
    await keyboard.press('p')
    await expect(page.getByRole('dialog', { name: 'Change the password' })).toBeVisible()
    await keyboard.press('Escape')
    await keyboard.press('g')
    await keyboard.press('q')
    await anArtifact(page)
    const title = (await page.getByTestId('reading-pane').getByRole('heading', { level: 1 }).textContent()) ?? ''
    await keyboard.press('t')
    await expect(page.getByTestId('templates-menu').getByRole('menuitem')).toHaveText([/^Mine/, /^Sources missing/, /^Off the task/])
    await keyboard.press('Escape')
    await expect(page.getByTestId('templates-menu')).toBeHidden()
    // All at once, in a window that is busy: each key finds what the one before it has opened.
    const typist = await Typist.at(page)
    const busy = () =>
      page.evaluate(() =>
        setTimeout(() => {
          for (const end = performance.now() + 300; performance.now() < end; );
        }),
      )
    await busy()
    typist.type('tmi')
    typist.press('Enter')
    typist.type('bye')
    await typist.done()
    await expect(page.getByTestId('note')).toHaveValue(`About ${title}. Thanks.bye`)
    await expect(page.getByTestId('note')).toBeFocused()
    // What the palette does has the keys behind it, too.
    await keyboard.press('Escape')
    await keyboard.press('Control+k')
    await keyboard.type('write a note')
    await expect(page.getByTestId('palette').getByRole('option', { name: /Write a note/ })).toHaveAttribute('aria-selected', 'true')
    await busy()
    typist.press('Enter')
    typist.type('ab')
    await typist.done()
    await expect(page.getByTestId('note')).toHaveValue(`About ${title}. Thanks.byeab`)
    await expect(page.getByTestId('note')).toBeFocused()
    // And the search of a list that was put away; whoever clears it types on there.
    await keyboard.press('Escape')
    await keyboard.press('l')
    await expect(page.getByTestId('queue-list')).toHaveCount(0)
    await busy()
    typist.press('/')
    typist.type('ab')
    await typist.done()
    await expect(page.getByTestId('queue-search')).toHaveValue('ab')
    await page.getByRole('button', { name: 'Clear the search' }).click()
    await expect(page.getByTestId('queue-search')).toBeFocused()
    await keyboard.press('Escape')
  })

  await test.step('with single keys off no letter does anything, and none is printed; ⌘K still works, and brings them back', async () => {
    const toggle = async () => {
      await keyboard.press('Control+k')
      await keyboard.type('single keys')
      await expect(page.getByTestId('palette').getByRole('option', { name: /Single keys/ }).first()).toHaveAttribute('aria-selected', 'true')
      await keyboard.press('Enter')
      await expect(page.getByTestId('palette')).toBeHidden()
    }
    const stays = await currentItem(page)
    await toggle()
    await expect(page.getByTestId('verdict-approve')).not.toContainText('Y')
    for (const key of ['y', 'j', 'k', 'x', 'g', 'q', '?']) await keyboard.press(key)
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(page.getByTestId('selection-count')).toHaveCount(0)
    expect(await currentItem(page)).toBe(stays)
    await toggle()
    await expect(page.getByTestId('verdict-approve')).toContainText('Y')
    await keyboard.press('j')
    await nextItem(page, stays)
  })

  await test.step('all keys are reset only after asking', async () => {
    for (const key of ['g', ',']) await keyboard.press(key)
    const asked = page.getByRole('dialog', { name: 'Reset all keys?' })
    for (const answer of ['Escape', 'Control+Enter']) {
      await expect(page.getByTestId('key-decide.affirm')).toContainText('Y')
      await expect(page.getByTestId('reset-keys')).toBeEnabled()
      for (const key of ['z', 'k']) await keyboard.press(key)
      await expect(asked).toBeVisible()
      await keyboard.press(answer)
      await expect(asked).toHaveCount(0)
    }
    await expect(page.getByTestId('key-decide.affirm').locator('kbd').first()).toHaveText('A')
    await expect(page.getByTestId('reset-keys')).toBeDisabled()
  })
})

test('the history is there after a restart, and takes back what was not sent', async ({ people: [owner], start }) => {
  const app = await start()
  await signIn(app.page, owner, 'key_file')
  await expect(app.page.getByTestId('sync-line')).toHaveAttribute('data-state', 'live')
  const id = await anArtifact(app.page)
  await app.page.keyboard.press('a')
  await nextItem(app.page, id)
  await app.quit()
  const { page } = await start()
  await currentItem(page)
  await page.keyboard.press('Shift+U')
  const line = page.getByTestId('history-line').first()
  await expect(line).toHaveAttribute('data-item-id', id)
  await expect(line).toBeFocused()
  await page.keyboard.press('u')
  await expect(page.getByTestId('reading-pane')).toHaveAttribute('data-item-id', id)
})
