import { randomUUID } from 'node:crypto'
import type { RealtimeChannel, SupabaseClient } from '@supabase/supabase-js'
import { SignJWT, importJWK } from 'jose'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { type Target, client, hasSql, realSupabase, signedIn, startTarget } from '../../support/clients.ts'
import type { TestUser } from '../../support/stack.ts'

/** Messages that have arrived, awaited by condition. */
function inbox<T>() {
  const all: T[] = []
  return { all, add: (message: T) => void all.push(message), until: (count: number) => expect.poll(() => all.length, { timeout: 5000 }).toBeGreaterThanOrEqual(count) }
}

function subscribe(channel: RealtimeChannel): Promise<{ status: string; error: Error | undefined }> {
  return new Promise((resolve) => channel.subscribe((status, error) => resolve({ status, error })))
}

describe.runIf(hasSql)('Realtime', () => {
  let target: Target
  let user: TestUser
  let mine: SupabaseClient
  let theirs: SupabaseClient
  const topic = () => `gateway_test:${user.id}`

  beforeAll(async () => {
    target = await startTarget()
    user = await target.createUser()
    mine = await signedIn(target, user)
    theirs = await signedIn(target, await target.createUser())
    await target.sql?.query(`
      drop policy if exists gateway_test_read on realtime.messages;
      drop policy if exists gateway_test_write on realtime.messages;
      create policy gateway_test_read on realtime.messages for select to authenticated
        using (realtime.topic() in ('gateway_test:' || (select auth.uid()), 'gateway_test:shared'));
      create policy gateway_test_write on realtime.messages for insert to authenticated
        with check (realtime.topic() = 'gateway_test:' || (select auth.uid()));`)
  })
  afterAll(async () => {
    await mine.removeAllChannels()
    await theirs.removeAllChannels()
    if (realSupabase) await target.sql?.query('drop policy gateway_test_read on realtime.messages; drop policy gateway_test_write on realtime.messages')
    await target.stop()
  })

  const send = (payload: object, event: string, to: string, isPrivate = true) =>
    target.sql?.query('select realtime.send($1, $2, $3, $4)', [payload, event, to, isPrivate])

  it('brings a broadcast from the database to a private channel, in order', async () => {
    const got = inbox<{ event: string; payload: { n: number } }>()
    const channel = mine.channel(topic(), { config: { private: true } })
    channel.on('broadcast', { event: 'poke' }, (message) => got.add(message as never))
    expect((await subscribe(channel)).status).toBe('SUBSCRIBED')
    for (let n = 0; n < 20; n += 1) await send({ n }, 'poke', topic())
    await got.until(20)
    expect(got.all.map(({ payload }) => payload.n)).toEqual(Array.from({ length: 20 }, (_, n) => n))
    await mine.removeChannel(channel)
  })

  it('brings more than a notification can carry', async () => {
    const got = inbox<{ payload: { text: string } }>()
    const channel = mine.channel(topic(), { config: { private: true } })
    channel.on('broadcast', { event: 'large' }, (message) => got.add(message as never))
    await subscribe(channel)
    await send({ text: 'ä'.repeat(50_000) }, 'large', topic())
    await got.until(1)
    expect(got.all[0]?.payload.text).toHaveLength(50_000)
    await mine.removeChannel(channel)
  })

  it('sends nothing for a transaction that was rolled back', async () => {
    const got = inbox<{ event: string }>()
    const channel = mine.channel(topic(), { config: { private: true } })
    channel.on('broadcast', { event: '*' }, (message) => got.add(message as never))
    await subscribe(channel)
    await target.sql?.query(`do $$ begin perform realtime.send('{}', 'undone', '${topic()}', true); raise exception 'no'; exception when others then null; end $$`)
    await send({}, 'done', topic())
    await got.until(1)
    expect(got.all.map(({ event }) => event)).toEqual(['done'])
    await mine.removeChannel(channel)
  })

  it('keeps others out of a private channel, and apart from the public one of the same name', async () => {
    const refused = await subscribe(theirs.channel(topic(), { config: { private: true } }))
    expect(refused.status).toBe('CHANNEL_ERROR')
    expect(refused.error?.message).toContain('You do not have permissions to read from this Channel topic')
    await theirs.removeAllChannels()

    const leaked = inbox<unknown>()
    const reached = inbox<unknown>()
    const publicOne = theirs.channel(topic())
    publicOne.on('broadcast', { event: '*' }, leaked.add)
    const privateOne = mine.channel(topic(), { config: { private: true } })
    privateOne.on('broadcast', { event: '*' }, reached.add)
    await subscribe(publicOne)
    await subscribe(privateOne)
    await send({}, 'secret', topic())
    await reached.until(1)
    await send({}, 'open', topic(), false)
    await leaked.until(1)
    expect(leaked.all).toEqual([expect.objectContaining({ event: 'open' })])
    await theirs.removeAllChannels()
    await mine.removeAllChannels()
  })

  it('passes broadcasts between clients, by right', async () => {
    const name = `gateway_test_public_${randomUUID()}`
    const got = inbox<{ payload: unknown }>()
    const own = inbox<unknown>()
    const receiver = theirs.channel(name)
    receiver.on('broadcast', { event: 'hello' }, (message) => got.add(message as never))
    const sender = mine.channel(name, { config: { broadcast: { ack: true } } })
    sender.on('broadcast', { event: 'hello' }, own.add)
    await subscribe(receiver)
    await subscribe(sender)
    expect(await sender.send({ type: 'broadcast', event: 'hello', payload: { over: 'socket' } })).toBe('ok')
    await sender.httpSend('hello', { over: 'http' })
    await got.until(2)
    expect(got.all.map(({ payload }) => payload)).toEqual([{ over: 'socket' }, { over: 'http' }])
    await own.until(1)
    expect(own.all).toHaveLength(1)
    await mine.removeAllChannels()
    await theirs.removeAllChannels()
  })

  it('drops what a member may read but not write', async () => {
    const got = inbox<{ event: string }>()
    const receiver = mine.channel('gateway_test:shared', { config: { private: true } })
    receiver.on('broadcast', { event: '*' }, (message) => got.add(message as never))
    const sender = theirs.channel('gateway_test:shared', { config: { private: true } })
    await subscribe(receiver)
    await subscribe(sender)
    await sender.send({ type: 'broadcast', event: 'forbidden', payload: {} })
    // A frame that is answered comes after it on the same socket, so the forbidden one has been dealt with.
    await sender.track({})
    await send({}, 'allowed', 'gateway_test:shared')
    await got.until(1)
    expect(got.all.map(({ event }) => event)).toEqual(['allowed'])
    await mine.removeAllChannels()
    await theirs.removeAllChannels()
  })

  it('tells who is present, and who has gone', async () => {
    const name = `gateway_test_presence_${randomUUID()}`
    const seen = inbox<string>()
    const watcher = mine.channel(name, { config: { presence: { key: 'watcher' } } })
    watcher.on('presence', { event: 'join' }, ({ key }) => seen.add(`join ${key}`))
    watcher.on('presence', { event: 'leave' }, ({ key }) => seen.add(`leave ${key}`))
    await subscribe(watcher)
    const guest = theirs.channel(name, { config: { presence: { key: 'guest' } } })
    await subscribe(guest)
    expect(await guest.track({ item: 7 })).toBe('ok')
    await seen.until(1)
    expect(watcher.presenceState()).toMatchObject({ guest: [{ item: 7 }] })
    await guest.untrack()
    await seen.until(2)
    await guest.track({ item: 8 })
    await seen.until(3)
    theirs.realtime.disconnect()
    await seen.until(4)
    expect(seen.all).toEqual(['join guest', 'leave guest', 'join guest', 'leave guest'])
    expect(watcher.presenceState()).toEqual({})
    await mine.removeAllChannels()
    await theirs.removeAllChannels()
  })

  it.skipIf(realSupabase)('comes back by itself when the backend was away', async () => {
    const got = inbox<unknown>()
    const states = inbox<string>()
    const channel = mine.channel(topic(), { config: { private: true } })
    channel.on('broadcast', { event: '*' }, got.add)
    channel.subscribe((status) => states.add(status))
    await states.until(1)
    await target.stack?.gateway.stop()
    await expect.poll(() => states.all).toContain('CHANNEL_ERROR')
    await target.stack?.gateway.start()
    await expect.poll(() => states.all.at(-1), { timeout: 20_000 }).toBe('SUBSCRIBED')
    await send({}, 'again', topic())
    await got.until(1)
    await mine.removeAllChannels()
  })

  describe('on the wire', () => {
    const connect = async (version: string, apikey = target.publishable_key) => {
      const socket = new WebSocket(`${target.url.replace(/^http/, 'ws')}/realtime/v1/websocket?apikey=${apikey}&vsn=${version}`)
      const frames = inbox<unknown>()
      socket.on('message', (data, binary) => frames.add(binary ? 'binary' : JSON.parse(String(data))))
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
      return { socket, frames }
    }

    it('answers heartbeats in both versions', async () => {
      const two = await connect('2.0.0')
      two.socket.send(JSON.stringify([null, '7', 'phoenix', 'heartbeat', {}]))
      await two.frames.until(1)
      expect(two.frames.all[0]).toEqual([null, '7', 'phoenix', 'phx_reply', { status: 'ok', response: {} }])
      two.socket.close()
      const one = await connect('1.0.0')
      one.socket.send(JSON.stringify({ ref: '8', topic: 'phoenix', event: 'heartbeat', payload: {} }))
      await one.frames.until(1)
      expect(one.frames.all[0]).toMatchObject({ ref: '8', topic: 'phoenix', event: 'phx_reply', payload: { status: 'ok' } })
      one.socket.close()
    })

    it('refuses a wrong key', async () => {
      await expect(connect('2.0.0', 'sb_publishable_wrong')).rejects.toThrow(/40[13]/)
    })

    it.skipIf(realSupabase)('ends a channel when its token has expired', async () => {
      const token = (await mine.auth.getSession()).data.session?.access_token ?? ''
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
      const dataDir = target.stack?.dataDir ?? ''
      const { signing_key } = JSON.parse(readFileSync(path.join(dataDir, 'keys.json'), 'utf8')) as { signing_key: Parameters<typeof importJWK>[0] }
      const key = await importJWK(signing_key, 'ES256')
      const brief = await new SignJWT({ ...claims, exp: Math.floor(Date.now() / 1000) + 1 }).setProtectedHeader({ alg: 'ES256' }).sign(key)
      const { socket, frames } = await connect('2.0.0')
      const join = { access_token: brief, config: { private: true } }
      socket.send(JSON.stringify(['1', '1', `realtime:${topic()}`, 'phx_join', join]))
      await frames.until(1)
      expect(frames.all[0]).toMatchObject(['1', '1', `realtime:${topic()}`, 'phx_reply', { status: 'ok' }])
      await frames.until(3)
      expect(frames.all.slice(1)).toMatchObject([
        ['1', null, `realtime:${topic()}`, 'system', { status: 'error', message: expect.stringContaining('expired') }],
        ['1', null, `realtime:${topic()}`, 'phx_close', {}],
      ])
      socket.send(JSON.stringify(['2', '2', `realtime:${topic()}`, 'phx_join', join]))
      await frames.until(4)
      expect(frames.all[3]).toMatchObject(['2', '2', `realtime:${topic()}`, 'phx_reply', { status: 'error', response: { reason: expect.stringContaining('InvalidJWTToken') } }])
      socket.close()
    })

    it('closes the first membership when a topic is joined twice', async () => {
      const { socket, frames } = await connect('2.0.0')
      const name = `realtime:gateway_test_${randomUUID()}`
      socket.send(JSON.stringify(['1', '1', name, 'phx_join', { config: {} }]))
      await frames.until(1)
      socket.send(JSON.stringify(['2', '2', name, 'phx_join', { config: {} }]))
      await expect.poll(() => frames.all.map((frame) => (frame as unknown[]).slice(0, 4))).toEqual(
        expect.arrayContaining([['1', null, name, 'phx_close'], ['2', '2', name, 'phx_reply']]),
      )
      socket.close()
    })
  })

  it('lets anon into public channels', async () => {
    const anon = client(target)
    expect((await subscribe(anon.channel(`gateway_test_${randomUUID()}`))).status).toBe('SUBSCRIBED')
    await anon.removeAllChannels()
  })
})
