import { describe, expect, test } from 'vitest'
import { questionOf } from '../../../electron/shell/leaving.ts'

describe('before the end', () => {
  test('nothing is asked when nothing is left', () => {
    expect(questionOf({ unsent: 0, returned: 0, kept: true }, true)).toBeNull()
    expect(questionOf({ unsent: 0, returned: 0, kept: false }, true)).toBeNull()
  })

  test('what stays here is said quietly, and can be switched off', () => {
    expect(questionOf({ unsent: 2_000, returned: 0, kept: true }, true)).toMatchObject({
      tone: 'question',
      message: '2,000 decisions are saved here and will be sent when you open Countersign again.',
      buttons: ['Stay', 'Quit'],
      stopAsking: 'Do not ask again',
    })
    expect(questionOf({ unsent: 1, returned: 2, kept: true }, true)).toMatchObject({
      message: 'One decision is saved here and will be sent when you open Countersign again.',
      detail: '2 decisions came back from the server and wait for you in the tray.',
    })
    expect(questionOf({ unsent: 1, returned: 0, kept: true }, true)?.detail).toBe('Until then your colleagues do not see it.')
    expect(questionOf({ unsent: 0, returned: 1, kept: true }, true)?.message).toBe('One decision came back from the server and waits for you in the tray.')
    expect(questionOf({ unsent: 3, returned: 3, kept: true }, false)).toBeNull()
  })

  test('what would be lost is asked about in any case', () => {
    const left = { unsent: 1, returned: 1, kept: false }
    expect(questionOf(left, false)).toEqual(questionOf(left, true))
    expect(questionOf(left, false)).toMatchObject({ tone: 'warning', message: '2 decisions have not reached the server.', buttons: ['Stay', 'Quit and lose them'], stopAsking: null })
    expect(questionOf({ unsent: 0, returned: 1, kept: false }, true)).toMatchObject({
      message: 'One decision came back and waits for you.',
      detail: 'You chose not to keep anything on this computer. If you quit now, it is lost.',
      buttons: ['Stay', 'Quit and lose it'],
    })
  })
})
