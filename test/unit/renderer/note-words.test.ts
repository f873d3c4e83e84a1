import { describe, expect, test } from 'vitest'
import type { ItemDetail } from '../../../contract/items.ts'
import { fillTemplate, insertQuotation, insertWords, quotation } from '../../../renderer/features/queue/note-words.ts'

const detail = {
  kind: 'artifact',
  item: { kind: 'artifact', title: 'Prices $& {agent}', task_intent: 'Compare prices', task_type: 'research', project_name: 'Market', agent_name: 'Atlas', revision: 3 },
} as unknown as ItemDetail

describe('a template', () => {
  test('speaks of the item on screen', () => {
    expect(fillTemplate('{agent}: {title} (revision {revision}) of {project} for {task}', detail, new Date())).toBe('Atlas: Prices $& {agent} (revision 3) of Market for Compare prices')
    expect(fillTemplate('{date}', detail, new Date('2026-11-25T12:00:00Z'))).toMatch(/2026/)
  })
  test('keeps what is not a name of ours', () => {
    expect(fillTemplate('{} {nothing} {constructor} {__proto__} { title }', detail, new Date())).toBe('{} {nothing} {constructor} {__proto__} { title }')
  })
  test('goes where the cursor stands, in place of what is selected there', () => {
    expect(insertWords('', 'Sources?', 0, 0)).toEqual({ text: 'Sources?', caret: 8 })
    expect(insertWords('First.', 'Sources?', 6, 6)).toEqual({ text: 'First. Sources?', caret: 15 })
    expect(insertWords('one two three', 'X', 4, 7)).toEqual({ text: 'one X three', caret: 5 })
  })
})

describe('a quotation', () => {
  test('marks each line', () => {
    expect(quotation('  one\r\ntwo\n\n\n\nthree ')).toBe('> one\n> two\n>\n> three')
    expect(quotation(' \n ')).toBe('')
  })
  test('stands on lines of its own, with room beneath', () => {
    expect(insertQuotation('', '> one', 0)).toEqual({ text: '> one\n\n', caret: 7 })
    expect(insertQuotation('Before', '> one', 6)).toEqual({ text: 'Before\n\n> one\n\n', caret: 15 })
    expect(insertQuotation('Before after', '> one', 7)).toEqual({ text: 'Before\n\n> one\n\nafter', caret: 15 })
  })
})
