import { describe, expect, test } from 'vitest'
import { approve, artifact, change, sha256, workspaceId } from '../store/fixtures.ts'
import { settled, started } from './fakes.ts'

type Rig = Awaited<ReturnType<typeof started>>

async function decide({ store, engine }: Rig): Promise<string> {
  const command = approve(artifact())
  await store.addCommand(command, 0)
  engine.wake('command')
  await settled()
  return command.command_id
}

describe('while somebody decides one item after the other', () => {
  test('the first decision goes at once, those that follow go together', async () => {
    const all = await started()
    const first = await decide(all)
    expect(all.backend.batches).toEqual([[first]])
    await all.clock.advance(100)
    const second = await decide(all)
    await all.clock.advance(100)
    const third = await decide(all)
    expect(all.backend.batches).toEqual([[first]])
    await all.clock.advance(50)
    expect(all.backend.batches).toEqual([[first], [second, third]])
    // After a pause the next goes at once again.
    await all.clock.advance(2_000)
    const last = await decide(all)
    expect(all.backend.batches.at(-1)).toEqual([last])
  })

  test('pokes gather for longer: the answers have brought most of what they are about', async () => {
    const all = await started()
    all.backend.channel(true)
    await settled()
    await decide(all)
    const before = all.backend.count('pull')
    for (let poke = 0; poke < 7; poke++) {
      all.backend.poke(workspaceId)
      await all.clock.advance(50)
    }
    expect(all.backend.count('pull')).toBe(before)
    await all.clock.advance(50)
    expect(all.backend.count('pull')).toBe(before + 1)
  })

  test('a queue whose contents are all here is looked through now and then, what may be decided next at once', async () => {
    const all = await started()
    const arrives = (second: number) => {
      const text = `{"second": ${second}}`
      const row = artifact({ content_sha256: sha256(text) }, second)
      all.backend.texts.set(row.id, text)
      all.backend.log.push(change('work_artifacts', row))
      return row.id
    }
    const fetched = () => all.heard.contents.flat()
    for (let second = 0; second < 150; second++) arrives(second)
    all.backend.poke(workspaceId)
    await all.clock.advance(50)
    expect(fetched()).toHaveLength(150)
    await decide(all)
    const [next, last] = [arrives(20), arrives(200)]
    all.backend.poke(workspaceId)
    for (let decided = 0; decided < 6; decided++) {
      await all.clock.advance(700)
      await decide(all)
    }
    expect(fetched().slice(150)).toEqual([next])
    await all.clock.advance(5_000)
    expect(fetched().slice(150)).toEqual([next, last])
  })
})
