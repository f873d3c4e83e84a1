import { randomUUID } from 'node:crypto'
import { reopeningOf, type Command } from '../../contract/commands.ts'
import type { Store } from '../../electron/store/api.ts'
import { createRandom, type Random } from '../support/random.ts'
import { approve, colleagueId, queueIds, userId } from '../unit/store/fixtures.ts'
import { FakeClock } from '../unit/sync/fakes.ts'
import { createDevice, type Device } from './device.ts'
import { ModelServer } from './server.ts'

/** A decision that was called saved. */
interface Promised {
  device: Device
  command: Command
  note: string
  undone: boolean
}

export interface Outcome {
  acknowledged: number
  /** what is wrong, in words; empty: the property holds */
  problems: string[]
  /** what happened, in order: for whoever looks for the cause */
  story: string[]
}

const steps = 30
const day = 24 * 3_600_000

/**
 * One random interleaving of two devices, a server and two networks, in simulated time. Then the networks heal, and the
 * property is: both devices show what the server has, nothing waits, and each decision that was called saved is in the
 * audit exactly once or stands in its device's tray, and not both. `plant` builds a fault into the store.
 */
export async function runSchedule(seed: number, plant: (store: Store) => Store = (store) => store): Promise<Outcome> {
  const random = createRandom(seed)
  const clock = new FakeClock()
  const server = new ModelServer()
  for (let count = random.between(2, 8); count > 0; count--) server.produce()
  // Two people, or one person on two devices.
  const devices = [
    await createDevice(server, userId, clock, random.fork(), plant),
    await createDevice(server, random.chance(0.7) ? colleagueId : userId, clock, random.fork(), plant),
  ]
  const promised: Promised[] = []
  const story: string[] = []
  const world: World = { random, clock, server, devices, promised, story }
  for (const device of devices) device.engine.start()
  for (let step = 0; step < steps; step++) {
    await happen(world)
    await clock.advance(random.pick([0, 0, random.between(1, 60), random.between(100, 8_000)]))
  }
  await heal(world)
  const problems = await judge(world)
  for (const device of devices) {
    await device.engine.stop()
    await device.store.close()
  }
  return { acknowledged: promised.filter(({ undone }) => !undone).length, problems, story }
}

interface World {
  random: Random
  clock: FakeClock
  server: ModelServer
  devices: readonly Device[]
  promised: Promised[]
  story: string[]
}

async function happen(world: World): Promise<void> {
  const { random, clock, server, devices, promised, story } = world
  const device = random.pick(devices)
  const who = `device ${devices.indexOf(device) + 1}`
  const say = (text: string) => void story.push(`${clock.monotonic()} ms: ${text}`)
  const poked = () => {
    for (const each of devices) if (random.chance(0.8)) each.poke()
  }
  const chance = random.next()
  if (chance < 0.4) {
    const command = await nextDecision(world, device)
    if (command === null) return
    say(`${who} decides ${command.kind} ${command.target_id} ${command.command_id}`)
    await save(world, device, command)
    device.engine.wake('command')
  } else if (chance < 0.47) {
    const last = promised.findLast((each) => each.device === device && !each.undone)
    if (last === undefined) return
    const undone = (await device.store.undoCommand(last.command.command_id)) !== null
    say(`${who} takes ${last.command.command_id} back: ${undone ? 'gone' : 'too late'}`)
    last.undone = undone
    device.engine.wake('command')
  } else if (chance < 0.55) {
    server.produce()
    say('the agent produces')
    poked()
  } else if (chance < 0.6) {
    const rejected = server.rows.filter(({ id, status }) => status === 'rejected' && !server.rows.some(({ revision_of }) => revision_of === id))
    if (rejected.length === 0) return
    const row = random.pick(rejected)
    server.produce(row)
    say(`the agent revises ${row.id}`)
    poked()
  } else if (chance < 0.63) {
    if (server.rows.length === 0) return
    const { id } = random.pick(server.rows)
    server.delete(id)
    say(`${id} is deleted`)
    poked()
  } else if (chance < 0.78) {
    device.network.state = random.pick(['up', 'up', 'down', 'flaky'] as const)
    say(`${who}: network ${device.network.state}`)
    if (random.chance(0.7)) device.networkChanged()
  } else if (chance < 0.82) {
    device.network.stormUntil = clock.monotonic() + random.between(100, 20_000)
    say(`${who}: the server fails`)
  } else if (chance < 0.85) {
    device.network.expired = !device.network.expired
    say(`${who}: session ${device.network.expired ? 'ended' : 'renewed'}`)
    if (!device.network.expired) device.engine.resume()
  } else if (chance < 0.88) {
    clock.jump(random.pick([-day, day, -day / 24, day / 24]))
    say('the wall clock is set')
  } else if (chance < 0.91) {
    await device.engine.stop()
    device.engine.start()
    say(`${who}: stopped and started`)
  } else if (chance < 0.94) {
    server.backUp()
    say('a backup is made')
  } else if (chance < 0.955) {
    if (server.restore(random.chance(0.5))) say('the backup is restored')
  } else {
    device.engine.wake(random.pick(['focus', 'resume', 'manual', 'network'] as const))
  }
}

/** On what this device shows; sometimes the opposite of what was decided here: undo after sending. */
async function nextDecision({ random, promised }: World, device: Device): Promise<Command | null> {
  const mine = promised.filter((each) => each.device === device && !each.undone && each.command.kind === 'review_artifact')
  if (mine.length > 0 && random.chance(0.15)) {
    const { command } = random.pick(mine)
    if (command.kind !== 'review_artifact') return null
    const id = randomUUID()
    return { ...reopeningOf(command, id, command.issued_at), payload: { note: `words of ${id}` } }
  }
  const ids = await queueIds(device.store)
  if (ids.length === 0) return null
  const detail = await device.store.query('items.detail', { kind: 'artifact', id: random.pick(ids) })
  if (detail?.kind !== 'artifact') return null
  const id = randomUUID()
  return approve(detail.artifact, { command_id: id, decision: random.chance(0.5) ? 'approve' : 'reject', feedback: `words of ${id}` })
}

async function save({ random, promised }: World, device: Device, command: Command): Promise<void> {
  await device.store.addCommand(command, random.pick([0, 5_000]))
  promised.push({ device, command, note: `words of ${command.command_id}`, undone: false })
}

/** Everything works again; after a while nothing moves any more. */
async function heal({ clock, devices }: World): Promise<void> {
  for (const device of devices) {
    Object.assign(device.network, { state: 'up', stormUntil: 0, expired: false, pokes: true } satisfies Device['network'])
    device.engine.resume()
    device.networkChanged()
  }
  for (let round = 0; round < 6; round++) {
    await clock.advance(25_000)
    for (const device of devices) device.engine.wake('manual')
  }
  await clock.advance(25_000)
}

async function judge({ server, devices, promised }: World): Promise<string[]> {
  const problems: string[] = []
  const expected = server.waiting().join()
  for (const [index, device] of devices.entries()) {
    const name = `device ${index + 1}`
    const { state } = device.engine.status()
    if (state !== 'live') problems.push(`${name} is ${state}`)
    const { unsent } = await device.store.outboxStatus()
    if (unsent > 0) problems.push(`${name} has ${unsent} unsent`)
    if ((await queueIds(device.store)).join() !== expected) problems.push(`${name} shows another queue than the server has`)
    for (const row of server.rows) {
      const detail = await device.store.query('items.detail', { kind: 'artifact', id: row.id })
      if (detail?.kind !== 'artifact' || detail.artifact.status !== row.status || detail.artifact.row_version !== row.row_version) {
        problems.push(`${name} has ${row.id} otherwise than the server`)
      }
    }
  }
  for (const { device, command, note, undone } of promised) {
    const there = server.audit.filter(({ command_id }) => command_id === command.command_id)
    const tray = (await device.store.query('outbox.list', undefined)).find(({ command_id }) => command_id === command.command_id)
    const where = `${command.kind} ${command.command_id}: ${there.length} in the audit, ${tray?.state ?? 'not in the tray'}`
    if (undone) {
      if (there.length > 0 || tray !== undefined) problems.push(`taken back, and still there: ${where}`)
      continue
    }
    if (there.length + (tray === undefined ? 0 : 1) !== 1) problems.push(where)
    if (there.some((entry) => entry.note !== note || entry.actor !== device.userId || entry.target_id !== command.target_id)) problems.push(`other words or another name: ${where}`)
    if (tray !== undefined && tray.state !== 'conflict' && tray.state !== 'refused') problems.push(`still waits: ${where}`)
  }
  const known = new Set(promised.map(({ command }) => command.command_id))
  for (const { command_id } of server.audit) if (!known.has(command_id)) problems.push(`nobody decided ${command_id}`)
  return problems
}
