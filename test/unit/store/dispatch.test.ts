import { expect, test } from 'vitest'
import { Dispatcher } from '../../../electron/store/dispatch.ts'
import type { StoreMethod, StoreResponse } from '../../../electron/store/protocol.ts'
import { approve, artifact, change, member, newLocation, page, workspaceId } from './fixtures.ts'

/** Calls in, answers noted in their order; a step at a time. */
function dispatcher() {
  const answers: StoreResponse[] = []
  const dispatch = new Dispatcher({}, (response) => void answers.push(response))
  let lastId = 0
  return {
    answers,
    call(method: StoreMethod, ...args: unknown[]): number {
      dispatch.add({ id: ++lastId, method, args })
      return lastId
    },
    step: () => dispatch.step(),
    finish() {
      while (dispatch.step());
    },
  }
}

const bigPage = () => page(Array.from({ length: 2_000 }, (_, second) => change('work_artifacts', artifact({}, second))))

test('while a page is being applied, decisions, looks and the parsing of the next page go in between; other pages wait', () => {
  const store = dispatcher()
  store.call('open', newLocation(null))
  store.call('setWorkspaces', [member])
  const [first, second] = [store.call('stagePage', bigPage()), store.call('stagePage', bigPage())]
  store.finish()
  const staged = (id: number) => (store.answers.find((answer) => answer.id === id) as { value: { staged: number } }).value.staged
  const pulled = store.call('applyPage', workspaceId, staged(first))
  const next = store.call('applyPage', workspaceId, staged(second))
  store.answers.length = 0
  store.step()
  store.step()
  expect(store.answers).toEqual([])
  const look = store.call('query', 'queue.index', { workspace_id: null })
  const decision = store.call('addCommand', approve(artifact()), 0)
  const staging = store.call('stagePage', page([]))
  store.finish()
  expect(store.answers.map(({ id }) => id)).toEqual([decision, look, staging, pulled, next])
})

test('a call that fails does not stop the next one', () => {
  const store = dispatcher()
  store.call('outboxStatus')
  store.finish()
  store.call('open', newLocation(null))
  store.call('outboxStatus')
  store.finish()
  expect(store.answers.map((answer) => 'error' in answer && answer.error.code)).toEqual(['signed_out', false, false])
})
