import { expect, test } from 'vitest'
import { asTyped, commentParts, mentionMark, nameBeingTyped, withMentions } from '../../../contract/mentions.ts'

const jonas = { user_id: '00000000-0000-4000-8000-000000000001', name: 'Jonas' }
const berg = { user_id: '00000000-0000-4000-8000-000000000002', name: 'Jonas Berg' }
const address = { user_id: '00000000-0000-4000-8000-000000000003', name: 'mira@example.com' }
const people = [jonas, berg, address]

test('a typed name becomes a mention, the longest that fits, whatever its case', () => {
  expect(withMentions('@jonas berg, see this', people)).toBe(`@[Jonas Berg](user:${berg.user_id}), see this`)
  expect(withMentions('Ask @Jonas.', people)).toBe(`Ask @[Jonas](user:${jonas.user_id}).`)
  expect(withMentions('(@mira@example.com)', people)).toBe(`(@[mira@example.com](user:${address.user_id}))`)
})

test.each(['write to someone@jonas.example', '@Jonasson was here', '@ Jonas', 'no mention', '@', 'trailing @'])('%j stays as it is', (text) => {
  expect(withMentions(text, people)).toBe(text)
})

test('a body falls into parts, and back into what was typed', () => {
  const body = withMentions('Hi @Jonas Berg and @Jonas: 👍', people)
  expect(commentParts(body)).toEqual([
    { kind: 'text', text: 'Hi ' },
    { kind: 'mention', ...berg },
    { kind: 'text', text: ' and ' },
    { kind: 'mention', ...jonas },
    { kind: 'text', text: ': 👍' },
  ])
  expect(asTyped(body)).toBe('Hi @Jonas Berg and @Jonas: 👍')
  expect(body).toContain(mentionMark(berg.user_id))
})

test('what only looks like a mention is text', () => {
  const body = '@[x](user:not-a-uuid) @[](user:00000000-0000-4000-8000-000000000001) @[a](javascript:alert(1))'
  expect(commentParts(body)).toEqual([{ kind: 'text', text: body }])
})

test('the name that is being typed reaches from the @ to the caret', () => {
  expect(nameBeingTyped('Hi @Jon and', 7)).toBe('Jon')
  expect(nameBeingTyped('Hi @', 4)).toBe('')
  expect(nameBeingTyped('a@b', 3)).toBeNull()
  expect(nameBeingTyped('@Jonas\nnext', 11)).toBeNull()
})
