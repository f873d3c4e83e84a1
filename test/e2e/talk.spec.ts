import { currentItem, expect, signIn, test } from './fixtures.ts'

test('two reviewers at one item: each sees the other, a claim, a comment with a mention, and the timeline tells it', async ({ stack, people, start, newProfile }) => {
  const [owner, reviewer] = people
  if (!owner || !reviewer) throw new Error('the demo has two people in one workspace')
  const robin = (await start()).page
  const sam = (await start({ profile: await newProfile() })).page
  await signIn(robin, owner, 'key_file')
  await signIn(sam, reviewer, 'key_file')
  const item = await currentItem(robin)
  expect(await currentItem(sam)).toBe(item)
  await expect(robin.getByTestId('viewers')).toContainText('Sam looks at this too')
  await expect(sam.getByTestId('viewers')).toContainText('Robin looks at this too')

  await robin.keyboard.press('w')
  await expect(robin.getByTestId('claim')).toContainText('You are on it until')
  await expect(sam.getByTestId('claim')).toContainText('Robin is on it until')
  // It tells; it locks nothing.
  await expect(sam.getByTestId('reading-pane')).toHaveAttribute('data-decidable', 'true')
  await expect(sam.getByTestId('claim-toggle')).toHaveCount(0)

  await robin.keyboard.press('Shift+C')
  await robin.getByTestId('comment-field').pressSequentially('@sa')
  await expect(robin.getByTestId('mention-option')).toHaveText(['Sam'])
  // Without a pause: no letter that follows the name stands anywhere else.
  await Promise.all([robin.keyboard.press('Enter'), robin.keyboard.type('is the second source enough? a r j')])
  await robin.keyboard.press('Control+Enter')
  await expect(robin.getByTestId('comment')).toContainText('@Sam is the second source enough? a r j')
  await expect(sam.getByTestId('comment')).toContainText('Robin')
  expect(await currentItem(robin)).toBe(item)
  const stored = await stack.admin.query<{ body: string }>('select body from public.comments where artifact_id = $1 or checkpoint_id = $1', [item])
  expect(stored.rows[0]?.body).toMatch(/^@\[Sam\]\(user:[0-9a-f-]{36}\) is the second source enough\? a r j$/)

  // Begun, left and found again; Esc leaves the words.
  await sam.keyboard.press('Shift+C')
  await sam.getByTestId('comment-field').fill('I think so, but')
  await sam.keyboard.press('Escape')
  await expect(sam.getByTestId('comment-open')).toContainText('Go on with your comment')

  await robin.keyboard.press('w')
  await expect(robin.getByTestId('claim')).toHaveCount(0)
  await expect(sam.getByTestId('claim')).toHaveCount(0)
  await robin.keyboard.press('j')
  await expect(sam.getByTestId('viewers')).toHaveCount(0)

  await sam.keyboard.press('Shift+S')
  await expect(sam.getByTestId('timeline')).toContainText('Robin commented on')
  await expect(sam.getByTestId('timeline')).toContainText('Robin took')
})
