import { describe, expect, test } from 'vitest'
import { BackendError } from '../../../electron/backend/api.ts'
import { addAll, approve, artifact, body, change } from '../store/fixtures.ts'
import { hang, lastOutbox, rig, settled, started } from './fakes.ts'

describe('sending', () => {
  test('a decision goes at once and is settled by its answer', async () => {
    const all = await started()
    const row = artifact()
    all.backend.log.push(change('work_artifacts', row))
    const command = approve(row)
    await all.store.addCommand(command, 0)
    all.engine.wake('command')
    await settled()
    expect([...all.backend.applied.keys()]).toEqual([command.command_id])
    expect(lastOutbox(all)).toMatchObject({ unsent: 0, sending: 0 })
    expect(all.heard.outbox).toContainEqual(expect.objectContaining({ unsent: 1, sending: 1 }))
    expect(all.heard.tables).toContainEqual(['work_artifacts'])
  })

  test('a held one goes when its time has come; an undone one never', async () => {
    const all = await started()
    const [kept, undone] = [approve(artifact()), approve(artifact())]
    await addAll(all.store, [kept, undone], 5_000)
    all.engine.wake('command')
    await all.clock.advance(4_000)
    expect(all.backend.count('submit')).toBe(0)
    expect(await all.store.undoCommand(undone.command_id)).not.toBeNull()
    await all.clock.advance(1_000)
    expect(all.backend.batches).toEqual([[kept.command_id]])
  })

  test('five hundred per call', async () => {
    const all = await started()
    await addAll(all.store, Array.from({ length: 1_100 }, () => approve(artifact())), 0)
    all.engine.wake('command')
    await settled()
    await settled()
    expect(all.backend.batches.map(({ length }) => length)).toEqual([500, 500, 100])
  })

  test('when the answer is lost, the same command goes again and takes effect once', async () => {
    const all = await started()
    all.backend.loseAnswers = 1
    const command = approve(artifact())
    await all.store.addCommand(command, 0)
    all.engine.wake('command')
    await settled()
    expect(all.engine.status()).toMatchObject({ state: 'offline', error: { code: 'network' } })
    expect(lastOutbox(all)).toMatchObject({ unsent: 1, sending: 0 })
    await all.clock.advance(2_000)
    expect(all.backend.batches).toEqual([[command.command_id], [command.command_id]])
    expect(all.backend.applied.size).toBe(1)
    expect(lastOutbox(all)).toMatchObject({ unsent: 0 })
  })

  test('one poisoned command goes to the tray, the others arrive', async () => {
    const all = await started()
    const commands = Array.from({ length: 9 }, () => approve(artifact()))
    const poison = commands[4]?.command_id
    all.backend.fail.submit = (given) => {
      const ids = (given as { command_id: string }[]).map(({ command_id }) => command_id)
      return ids.includes(poison ?? '') ? new BackendError('refused', '400: invalid input') : null
    }
    await addAll(all.store, commands, 0)
    all.engine.wake('command')
    await settled()
    await settled()
    expect(all.backend.applied.size).toBe(8)
    expect(lastOutbox(all)).toMatchObject({ unsent: 0, refused: 1 })
    expect(await all.store.query('outbox.list', undefined)).toMatchObject([{ command_id: poison, state: 'refused', error: { code: 'invalid_command' } }])
    expect(all.engine.status().state).toBe('live')
  })

  test('when every call is refused, an empty one too, no decision is blamed', async () => {
    const all = await started()
    all.backend.fail.submit = () => new BackendError('refused', '404')
    await addAll(all.store, [approve(artifact()), approve(artifact())], 0)
    all.engine.wake('command')
    await settled()
    expect(lastOutbox(all)).toMatchObject({ unsent: 2, sending: 0, refused: 0 })
    expect(all.engine.status().state).toBe('waiting')
    all.backend.fail = {}
    await all.clock.advance(2_000)
    expect(lastOutbox(all)).toMatchObject({ unsent: 0 })
  })

  test('when the server asks to retry some, they go again later, the others are settled', async () => {
    const all = await started()
    const [first, second] = [approve(artifact()), approve(artifact())]
    const submit = all.backend.submit.bind(all.backend)
    let busy = true
    all.backend.submit = async (commands, signal) => {
      if (!busy) return await submit(commands, signal)
      const answers = JSON.parse(new TextDecoder().decode(await submit(commands.filter(({ command_id }) => command_id === first.command_id), signal))) as unknown[]
      const retry = commands.filter(({ command_id }) => command_id === second.command_id)
      return body([...answers, ...retry.map(({ command_id }) => ({ command_id, outcome: 'retry', error: { code: 'server', message: 'deadlock' } }))])
    }
    await addAll(all.store, [first, second], 0)
    all.engine.wake('command')
    await settled()
    expect(lastOutbox(all)).toMatchObject({ unsent: 1, sending: 0 })
    expect(all.engine.status().state).toBe('live')
    busy = false
    await all.clock.advance(2_000)
    expect(all.backend.applied.size).toBe(2)
  })

  test('decisions go out during a long pull', async () => {
    const all = await rig()
    all.backend.fail.pull = hang
    all.engine.start()
    await settled()
    await all.store.addCommand(approve(artifact()), 0)
    all.engine.wake('command')
    await settled()
    expect(all.backend.applied.size).toBe(1)
    await all.engine.stop()
  })

  describe('a batch that is too much', () => {
    type Given = { command_id: string }[]
    const tooLarge = (most: number) => (given: unknown) => ((given as Given).length > most ? new BackendError('too_large', '413') : null)

    test('for the way: halves go, and the batches after it are of that size at once, for ten minutes', async () => {
      const all = await started()
      all.backend.fail.submit = tooLarge(300)
      await addAll(all.store, Array.from({ length: 1_100 }, () => approve(artifact())), 0)
      all.engine.wake('command')
      for (let turn = 0; turn < 6; turn++) await settled()
      expect(all.backend.batches.filter((batch) => batch.length > 0).map(({ length }) => length)).toEqual([250, 250, 250, 250, 100])
      expect(lastOutbox(all)).toMatchObject({ unsent: 0, refused: 0 })
      all.backend.fail = {}
      await all.clock.advance(11 * 60_000)
      all.backend.batches.length = 0
      await addAll(all.store, Array.from({ length: 500 }, () => approve(artifact())), 0)
      all.engine.wake('command')
      await settled()
      expect(all.backend.batches.map(({ length }) => length)).toEqual([500])
    })

    test('for the way even alone: it goes to the tray with the reason, the others arrive', async () => {
      const all = await started()
      const commands = Array.from({ length: 5 }, () => approve(artifact()))
      const large = commands[2]?.command_id
      all.backend.fail.submit = (given) => ((given as Given).some(({ command_id }) => command_id === large) ? new BackendError('too_large', '413') : null)
      await addAll(all.store, commands, 0)
      all.engine.wake('command')
      await settled()
      await settled()
      expect(all.backend.applied.size).toBe(4)
      all.backend.batches.length = 0
      await addAll(all.store, Array.from({ length: 500 }, () => approve(artifact())), 0)
      all.engine.wake('command')
      await all.clock.advance(1_000)
      expect(all.backend.batches.map(({ length }) => length)).toEqual([500])
      expect(await all.store.query('outbox.list', undefined)).toMatchObject([{ command_id: large, state: 'refused', error: { message: expect.stringContaining('larger than') as string } }])
    })

    test('for the way where nothing passes: no decision is blamed', async () => {
      const all = await started()
      all.backend.fail.submit = () => new BackendError('too_large', '413')
      await addAll(all.store, [approve(artifact()), approve(artifact())], 0)
      all.engine.wake('command')
      await settled()
      expect(lastOutbox(all)).toMatchObject({ unsent: 2, sending: 0, refused: 0 })
      expect(all.engine.status().state).toBe('waiting')
      all.backend.fail = {}
      await all.engine.stop()
    })

    test.each([
      ['fails at it', () => new BackendError('server', '57014')],
      ['does not answer it in time', () => new BackendError('network', 'no answer in time', { timedOut: true })],
    ])('for a server that %s: the second time half as many are tried at once, until they pass, and no more for ten minutes', async (_, failure) => {
      const all = await started()
      const tried: number[] = []
      all.backend.fail.submit = (given) => {
        const { length } = given as Given
        if (length > 0) tried.push(length)
        return length > 130 ? failure() : null
      }
      await addAll(all.store, Array.from({ length: 600 }, () => approve(artifact())), 0)
      all.engine.wake('command')
      await all.clock.advance(5_000)
      expect(tried).toEqual([500, 500, 250, 125, 125, 125, 125, 100])
      expect(all.backend.applied.size).toBe(600)
      expect(lastOutbox(all)).toMatchObject({ unsent: 0 })
    })

    /** A server that fails at these commands, whatever they come with; `tries` are the times at which it was given one. */
    async function failingAt(isPoison: (place: number) => boolean, count: number) {
      const all = await started()
      const commands = Array.from({ length: count }, () => approve(artifact()))
      const poison = new Set(commands.filter((_, place) => isPoison(place)).map(({ command_id }) => command_id))
      const tries: number[] = []
      all.backend.fail.submit = (given) => {
        if (!(given as Given).some(({ command_id }) => poison.has(command_id))) return null
        tries.push(all.clock.monotonic())
        return new BackendError('server', '500')
      }
      await addAll(all.store, commands, 0)
      all.engine.wake('command')
      const unsent = async () => (await all.store.query('outbox.list', undefined)).map(({ command_id, state }) => [command_id, state])
      return { all, poison, tries, unsent }
    }

    test.each([
      ['the first', [0]],
      ['the last', [499]],
      ['the first two', [0, 1]],
      ['two far apart', [0, 499]],
      ['five in a row', [250, 251, 252, 253, 254]],
    ])('where it is a command that the server fails at, %s of 500: after one pause the others go at once, and nothing else is held up', async (_, places) => {
      const { all, poison, tries, unsent } = await failingAt((place) => places.includes(place), 500)
      await all.clock.advance(3_000)
      expect(all.backend.applied.size).toBe(500 - places.length)
      expect(await unsent()).toEqual([...poison].map((id) => [id, 'unsent']))
      expect(tries.length).toBeLessThan(12 * places.length)
      expect(all.engine.status().state).toBe('live')
      expect(all.heard.states.filter((state) => state === 'waiting')).toHaveLength(1)
      // Calls are as large as before: it was not for their size.
      all.backend.batches.length = 0
      await addAll(all.store, Array.from({ length: 500 }, () => approve(artifact())), 0)
      all.engine.wake('command')
      await settled()
      expect(all.backend.batches.map(({ length }) => length)).toEqual([500])
      await all.engine.stop()
    })

    test.each([
      ['the first and the last two', (place: number) => place === 0 || place >= 498],
      ['two of three', (place: number) => place % 3 !== 1],
    ])('a server that fails at %s of 500 holds up none of the others for long', async (_, isPoison) => {
      const { all, poison } = await failingAt(isPoison, 500)
      let drawn = 0
      Object.defineProperty(all.random, 'value', { get: () => (++drawn * 0.618) % 1 })
      await all.clock.advance(5 * 60_000)
      expect(all.backend.applied.size).toBe(500 - poison.size)
      await all.engine.stop()
    })

    test('it rests ever longer, and what comes when it is tried again goes with it, without a pause for anybody', async () => {
      const { all, poison, tries, unsent } = await failingAt((place) => place === 0, 8)
      await all.clock.advance(5_000)
      const before = tries.length
      const waited = all.heard.states.filter((state) => state === 'waiting').length
      await all.clock.advance(50_000)
      // It is due while others are decided.
      for (let second = 0; second < 10; second++) {
        await all.store.addCommand(approve(artifact()), 0)
        all.engine.wake('command')
        await all.clock.advance(1_000)
      }
      await all.clock.advance(9 * 60_000)
      expect(tries.length - before).toBeGreaterThan(1)
      expect(tries.length - before).toBeLessThan(8)
      expect(all.backend.applied.size).toBe(17)
      expect(await unsent()).toEqual([[[...poison][0], 'unsent']])
      expect(all.heard.states.filter((state) => state === 'waiting')).toHaveLength(waited)
      all.backend.fail = {}
      await all.clock.advance(60 * 60_000)
      expect(all.backend.applied.size).toBe(18)
      expect(lastOutbox(all)).toMatchObject({ unsent: 0, sending: 0 })
    })

    test('a server that fails at every command, and answers an empty call: none of them rests, and all go when it is well again', async () => {
      const { all, tries } = await failingAt(() => true, 60)
      await all.clock.advance(10 * 60_000)
      expect(all.engine.status().state).toBe('waiting')
      // Some calls of ever fewer at every other time, and a pause of up to a minute after each.
      expect(tries.length).toBeLessThan(10 * 60 / 4)
      all.backend.fail = {}
      await all.clock.advance(60_000)
      expect(all.backend.applied.size).toBe(60)
      expect(lastOutbox(all)).toMatchObject({ unsent: 0, sending: 0 })
    })

    test('is not what an outage means: afterwards all of them go at once', async () => {
      const all = await started()
      const tried: number[] = []
      let down = true
      all.backend.fail.submit = (given) => {
        if ((given as Given).length > 0) tried.push((given as Given).length)
        return down ? new BackendError('server', '503') : null
      }
      await addAll(all.store, Array.from({ length: 400 }, () => approve(artifact())), 0)
      all.engine.wake('command')
      await all.clock.advance(5 * 60_000)
      expect(tried.length).toBeGreaterThan(4)
      down = false
      await all.clock.advance(2 * 60_000)
      expect(new Set(tried)).toEqual(new Set([400]))
      expect(all.backend.applied.size).toBe(400)
    })
  })
})
