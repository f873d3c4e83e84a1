import { expect, test } from 'vitest'
import { findName } from '../../../renderer/ui/menu-letters.ts'

const names = ['Mine', 'Sources missing', ' Shorter', 'Off the task', 'Source of the task']

test.each([
  ['a letter finds the first that begins with it', 's', -1, 1],
  ['again, the next one', 'ss', 1, 2],
  ['and after the last the first', 'sss', 4, 1],
  ['a letter alone looks beyond the one that has the focus', 's', 2, 4],
  ['more letters stay while they fit', 'so', 1, 1],
  ['and go on where they do not', 'sh', 1, 2],
  ['spaces and capitals are letters too', 'SOURCE O', 1, 4],
  ['the only one stays', 'm', 0, 0],
  ['nothing', 'x', 1, -1],
])('%s', (_, letters, current, found) => {
  expect(findName(names, letters, current)).toBe(found)
})

test('in an empty menu there is nothing to find', () => expect(findName([], 'a', -1)).toBe(-1))
