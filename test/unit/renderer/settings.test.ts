import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defaultSettings, type Settings } from '../../../contract/settings.ts'
import { changeSettings, connectQueries, queries, queryClient } from '../../../renderer/app/queries.ts'
import { letGo, letGoOf } from '../../../renderer/features/queue/first-minutes.ts'

let main: Settings
let tell: (settings: Settings) => void
/** lets main work off the next change: say it to all windows, and answer, or fail */
let works: ((how?: 'fails') => Promise<void>)[]
let stop: () => void

beforeEach(() => {
  main = defaultSettings
  works = []
  const told = new Map<string, (payload: Settings) => void>()
  vi.stubGlobal('window', {
    countersign: {
      on: (event: string, listener: (payload: Settings) => void) => {
        told.set(event, listener)
        return () => undefined
      },
      invoke: (channel: string, change: Partial<Settings>) =>
        channel === 'settings.get'
          ? Promise.resolve({ ok: true, value: main })
          : new Promise((resolve) => {
              works.push(async (how) => {
                if (how === 'fails') return resolve({ ok: false, error: { code: 'storage_full', message: 'No space left.' } })
                main = { ...main, ...change }
                tell(main)
                resolve({ ok: true, value: main })
                await new Promise((later) => setTimeout(later))
              })
            }),
    },
  })
  queryClient.setQueryData(queries.settings().queryKey, main)
  stop = connectQueries(queryClient)
  tell = (settings) => told.get('settings.changed')?.(settings)
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
})

const shown = () => queryClient.getQueryData(queries.settings().queryKey)

test('of changes in a row none is taken back on screen by the answer to an earlier one', async () => {
  const both = [changeSettings({ flow: true }), changeSettings({ density: 'compact' })]
  await works[0]?.()
  expect(shown()).toMatchObject({ flow: true, density: 'compact' })
  await works[1]?.()
  await Promise.all(both)
  expect(shown()).toEqual(main)
})

test('what could not be kept is taken back; what another window changes is shown', async () => {
  const failing = changeSettings({ flow: true })
  expect(shown()).toMatchObject({ flow: true })
  await works[0]?.('fails')
  await expect(failing).rejects.toMatchObject({ code: 'storage_full' })
  expect(shown()).toMatchObject({ flow: false })
  tell({ ...main, density: 'compact' })
  expect(shown()).toMatchObject({ density: 'compact' })
})

test('the first minutes are let go of once, also where the settings cannot be written', async () => {
  letGo()
  await works[0]?.('fails')
  await vi.waitFor(() => expect(shown()).toMatchObject({ hints_seen: [] }))
  expect(letGoOf.get()).toBe(true)
  letGo()
  expect(works).toHaveLength(1)
})
