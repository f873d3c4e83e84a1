import { describe, expect, test } from 'vitest'
import { parsePatch } from '../../../renderer/ui/content/patch.ts'
import { elementsOf, markupOf, textOf } from './markup.tsx'

const patch = `diff --git a/price.ts b/price.ts
index 83db48f..bf2a3e1 100644
--- a/price.ts
+++ b/price.ts
@@ -10,4 +10,5 @@ export function price() {
 const base = 24
-const rate = 0.08
--- not a file name
+const rate = 0.09
+++ not one either
+const tax = 0
 return base`

describe('diffs', () => {
  test('lines have their numbers in both files', () => {
    expect(parsePatch(patch).slice(4).map(({ kind, before, after }) => [kind, before, after])).toEqual([
      ['hunk', null, null],
      ['same', 10, 10],
      ['removed', 11, null],
      ['removed', 12, null],
      ['added', null, 11],
      ['added', null, 12],
      ['added', null, 13],
      ['same', 13, 14],
    ])
  })

  test.each([
    ['code that says so', { format: 'code', language: 'diff', body: patch }],
    ['code that looks like one', { format: 'code', body: patch }],
    ['a text that looks like one', { format: 'text', body: patch }],
    ['a block of a text', { format: 'markdown', body: `Look:\n\n\`\`\`diff\n${patch}\n\`\`\`\n` }],
    ['within a list', { format: 'markdown', body: `- Look:\n\n  \`\`\`patch\n  ${patch.replaceAll('\n', '\n  ')}\n  \`\`\`\n` }],
  ])('%s is shown as a diff', (_, content) => {
    const markup = markupOf(content)
    const classes = elementsOf(markup).map(({ attributes }) => attributes.get('class') ?? '')
    expect(classes.filter((name) => name.includes('content-patch-added'))).toHaveLength(3)
    expect(classes.filter((name) => name.includes('content-patch-removed'))).toHaveLength(2)
  })

  test('other code and texts are not', () => {
    for (const body of ['a\n--- b\n+++ c', '@@ -1 +1 @@', '- a list\n+ of signs']) expect(markupOf({ format: 'text', body })).not.toContain('content-patch')
  })

  test('nothing of it is lost, however it is broken', () => {
    for (const body of [patch, patch.replace('@@ -10,4 +10,5', '@@ -10,400 +10,1'), `${patch}\n${'+'.repeat(20_000)}`, 'diff --git\n@@ -1 +1 @@\nfree text\n+a']) {
      const shown = textOf(markupOf({ format: 'code', language: 'diff', body }))
      for (const line of body.split('\n')) expect(shown.replaceAll('\n', '')).toContain(line.replace(/^[-+ ]/, '').slice(0, 5_000))
    }
  })
})

describe('marks', () => {
  const sources = [{ title: 'A', url: 'https://a.example/x' }, { title: 'B', url: 'https://b.example' }]
  const markup = markupOf({
    format: 'markdown',
    body: 'Known [1]. Elsewhere [2][7]. See [the page](https://a.example/x). Prices rose [unverified], maybe more. `[1]` stays.',
    sources,
    unsure: ['maybe more'],
  })
  const byClass = (name: string) => elsewhere.filter(({ attributes }) => attributes.get('class') === name)
  const elsewhere = elementsOf(markup)

  test('sources are referred to where they stand, by number and by address', () => {
    expect(elsewhere.flatMap(({ attributes }) => (attributes.get('aria-label')?.startsWith('Source ') === true ? attributes.get('aria-label') : []))).toEqual(['Source 1', 'Source 2', 'Source 1'])
    expect(elsewhere.filter(({ attributes }) => attributes.get('data-anchor') === 'source:1')).toHaveLength(1)
    expect(textOf(markup)).toContain('[7]')
  })

  test('what the agent was not sure of is marked where it stands', () => {
    expect(byClass('content-unsure')).toHaveLength(2)
    expect(textOf(markup)).toContain('Prices rose [unverified], maybe more.')
  })
})
