import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../contract/errors.ts'
import { type IpcChannel, ipcChannels, ipcEvents } from '../../../contract/ipc.ts'
import { ipcChannelNames, ipcEventNames } from '../../../contract/ipc-names.ts'
import { createDispatch, type Handlers, type Sender } from '../../../electron/ipc/dispatch.ts'
import { isAppUrl } from '../../../electron/shell/assets.ts'
import { createLog } from '../../../electron/shell/log.ts'

const ours: Sender = { url: 'app://countersign/', isMainFrame: true }

function setUp(handlers: Partial<Handlers> = {}, { checkOutputs = false } = {}) {
  const lines: string[] = []
  const dispatch = createDispatch({
    handlers: handlers as Handlers,
    isTrusted: ({ url, isMainFrame }) => isMainFrame && url !== null && isAppUrl(url),
    log: createLog([{ least: 'debug', write: (line) => void lines.push(line) }]),
    checkOutputs,
  })
  return { dispatch, lines }
}

describe('the sender', () => {
  const others: [string, Sender][] = [
    ['another origin', { url: 'https://example.com/', isMainFrame: true }],
    ['a subframe of ours', { url: 'app://countersign/', isMainFrame: false }],
    ['another host under our scheme', { url: 'app://other/', isMainFrame: true }],
    ['a name that begins like ours', { url: 'app://countersign.example.com/', isMainFrame: true }],
    ['a user name that looks like ours', { url: 'app://countersign@other/', isMainFrame: true }],
    ['a file', { url: 'file:///tmp/index.html', isMainFrame: true }],
    ['a frame that is gone', { url: null, isMainFrame: false }],
  ]
  it.each(others)('%s is refused before the handler runs', async (_name, sender) => {
    const handler = vi.fn()
    const { dispatch } = setUp({ 'sync.now': handler })
    expect(await dispatch(sender, 'sync.now', undefined)).toMatchObject({ ok: false, error: { code: 'forbidden_sender' } })
    expect(handler).not.toHaveBeenCalled()
  })

  it('our main frame is heard', async () => {
    const { dispatch } = setUp({ 'sync.now': () => undefined })
    expect(await dispatch(ours, 'sync.now', undefined)).toEqual({ ok: true, value: undefined })
  })
})

describe('channel and arguments', () => {
  it.each(['auth.tokens', '__proto__', 'constructor', 'toString', '', 7, null])('channel %s is refused', async (channel) => {
    const { dispatch } = setUp()
    expect(await dispatch(ours, channel, undefined)).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  })

  const wrong: [IpcChannel, unknown][] = [
    ['items.detail', { kind: 'artifact', id: "'; drop table" }],
    ['items.detail', undefined],
    ['queue.index', { workspace_id: null, sql: '1' }],
    ['queue.items', { keys: Array.from({ length: 501 }, (_, i) => i) }],
    ['outbox.undo', { command_id: 'x' }],
    ['outbox.add', { kind: 'delete_everything' }],
    ['app.info', { any: 1 }],
    ['settings.set', { undo_seconds: 10_000 }],
    ['auth.sign_in_with_password', { email: 'a@example.com', password: 'p', key_store: { kind: 'passphrase' } }],
    ['auth.sign_in_with_password', { email: 'a@example.com', password: 'p', key_store: { kind: 'key_file', passphrase: 'x' } }],
  ]
  it.each(wrong)('%s refuses %j', async (channel, input) => {
    const handler = vi.fn()
    const { dispatch } = setUp({ [channel]: handler })
    expect(await dispatch(ours, channel, input)).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
    expect(handler).not.toHaveBeenCalled()
  })

  it('names the field, never the value', async () => {
    const { dispatch, lines } = setUp({ 'auth.unlock': vi.fn() })
    const answer = await dispatch(ours, 'auth.unlock', { passphrase: 'correct horse'.repeat(200) })
    expect(answer).toMatchObject({ ok: false, error: { details: 'passphrase: too_big' } })
    expect(JSON.stringify([answer, lines])).not.toContain('horse')
  })
})

describe('failures', () => {
  it('an AppError arrives with code, words, retry and details', async () => {
    const { dispatch } = setUp({
      'auth.sign_out': () => {
        throw new AppError('unsent_decisions', 'two decisions', { details: '2', retry: true })
      },
    })
    expect(await dispatch(ours, 'auth.sign_out', { discard_unsent: false })).toEqual({
      ok: false,
      error: { code: 'unsent_decisions', message: 'two decisions', details: '2', retry: true },
    })
  })

  it('anything else is internal, with its cause in the log and nothing of it in the answer', async () => {
    const { dispatch, lines } = setUp({
      'sync.now': () => {
        throw new TypeError('cannot read sb_secret_abcdefghijkl of undefined')
      },
    })
    const answer = await dispatch(ours, 'sync.now', undefined)
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(answer)).not.toContain('cannot read')
    expect(lines.join('')).toContain('TypeError')
    expect(lines.join('')).not.toContain('sb_secret_')
  })

  it('a rejected promise is an answer too', async () => {
    const { dispatch } = setUp({ 'sync.now': () => Promise.reject(new AppError('network', 'no answer', { retry: true })) })
    expect(await dispatch(ours, 'sync.now', undefined)).toMatchObject({ ok: false, error: { code: 'network', retry: true } })
  })

  it('an answer that breaks the contract is found where answers are checked', async () => {
    const { dispatch } = setUp({ 'outbox.undo': () => ({ undone: 'yes' }) as never }, { checkOutputs: true })
    const input = { command_id: '01890a5d-ac96-774b-bcce-b302099a8057' }
    expect(await dispatch(ours, 'outbox.undo', input)).toMatchObject({ ok: false, error: { code: 'internal' } })
  })
})

it('the preload’s names are exactly those of the contract', () => {
  expect(ipcChannelNames.toSorted()).toEqual(Object.keys(ipcChannels).toSorted())
  expect(ipcEventNames.toSorted()).toEqual(Object.keys(ipcEvents).toSorted())
})
