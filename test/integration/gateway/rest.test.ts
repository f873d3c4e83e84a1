import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Target, client, hasSql, realSupabase, signedIn, startTarget } from '../../support/clients.ts'
import { dropObjects, makeObjects } from './rest-objects.ts'

/** The filters under test; supabase-js's own type does not survive a table of functions. */
type Filters = PromiseLike<{ data: unknown }> &
  Record<'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'is' | 'like' | 'ilike', (column: string, value: unknown) => Filters> & {
    not(column: string, operator: string, value: string): Filters
    or(conditions: string): Filters
  }

describe.runIf(hasSql)('REST', () => {
  let target: Target
  let mine: SupabaseClient
  let theirs: SupabaseClient
  beforeAll(async () => {
    target = await startTarget()
    await target.sql?.query(dropObjects + makeObjects)
    mine = await signedIn(target, await target.createUser())
    theirs = await signedIn(target, await target.createUser())
  })
  afterAll(async () => {
    if (realSupabase) await target.sql?.query(dropObjects)
    await target.stop()
  })
  beforeEach(async () => {
    await target.sql?.query('delete from gateway_test_lines; delete from gateway_test_notes')
  })

  const notes = () => mine.from('gateway_test_notes')
  const fill = async (...labels: string[]) => {
    const { data, error } = await notes().insert(labels.map((label, index) => ({ label, amount: index }))).select('id,label')
    if (error) throw error
    return data
  }
  const raw = async (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) => {
    const token = (await mine.auth.getSession()).data.session?.access_token
    const headers = { apikey: target.publishable_key, authorization: `Bearer ${token}`, ...init.headers }
    return fetch(`${target.url}/rest/v1/${path}`, { ...init, headers })
  }

  describe('reading', () => {
    it('keeps users apart and anon out', async () => {
      await fill('a', 'b')
      expect((await notes().select('label').order('label')).data).toEqual([{ label: 'a' }, { label: 'b' }])
      expect((await theirs.from('gateway_test_notes').select()).data).toEqual([])
      expect((await client(target).from('gateway_test_notes').select()).data).toEqual([])
      const service = client({ url: target.url, publishable_key: target.secret_key })
      expect((await service.from('gateway_test_notes').select()).data).toHaveLength(2)
    })

    it.each<[string, (query: Filters) => Filters, string[]]>([
      ['eq', (q) => q.eq('label', 'b'), ['b']],
      ['neq', (q) => q.neq('label', 'b'), ['a', 'c, d', 'E(x)']],
      ['gt', (q) => q.gt('amount', 1), ['c, d', 'E(x)']],
      ['gte', (q) => q.gte('amount', 1), ['b', 'c, d', 'E(x)']],
      ['lt', (q) => q.lt('amount', 1), ['a']],
      ['lte', (q) => q.lte('amount', 1), ['a', 'b']],
      ['in, with reserved characters', (q) => q.in('label', ['a', 'c, d', 'E(x)']), ['a', 'c, d', 'E(x)']],
      ['in nothing', (q) => q.in('label', []), []],
      ['is null', (q) => q.is('done', null), ['a', 'b', 'c, d', 'E(x)']],
      ['is true', (q) => q.is('done', true), []],
      ['like', (q) => q.like('label', '%(x)'), ['E(x)']],
      ['ilike', (q) => q.ilike('label', 'e%'), ['E(x)']],
      ['ilike with stars', (q) => q.ilike('label', '*D*'), ['c, d']],
      ['not', (q) => q.not('label', 'in', '(a,b)'), ['c, d', 'E(x)']],
      ['or', (q) => q.or('label.eq."c, d",and(amount.gte.0,amount.lt.1)'), ['a', 'c, d']],
      ['not and', (q) => q.or('not.and(amount.gte.1,amount.lte.2),label.eq.b'), ['a', 'b', 'E(x)']],
      ['several at once', (q) => q.gte('amount', 1).neq('label', 'b'), ['c, d', 'E(x)']],
    ])('filters: %s', async (_name, filter, expected) => {
      await fill('a', 'b', 'c, d', 'E(x)')
      const { data } = await filter(notes().select('label').order('amount') as unknown as Filters)
      expect((data as { label: string }[]).map(({ label }) => label)).toEqual(expected)
    })

    it('orders, pages and counts', async () => {
      await fill('a', 'b', 'c', 'd', 'e')
      const page = await notes().select('label', { count: 'exact' }).order('amount', { ascending: false }).range(1, 2)
      expect(page).toMatchObject({ status: 206, count: 5, data: [{ label: 'd' }, { label: 'c' }] })
      const head = await notes().select('*', { count: 'exact', head: true }).gt('amount', 2)
      expect(head).toMatchObject({ count: 2, data: null, status: 200 })
      const response = await raw('gateway_test_notes?select=label&order=amount', { headers: { range: '3-9', 'range-unit': 'items' } })
      expect(response.headers.get('content-range')).toBe('3-4/*')
      expect(await response.json()).toEqual([{ label: 'd' }, { label: 'e' }])
      const beyond = await raw('gateway_test_notes?offset=9', { headers: { prefer: 'count=exact' } })
      expect(beyond.status).toBe(416)
      expect(await beyond.json()).toMatchObject({ code: 'PGRST103' })
    })

    it('gives at most 1,000 rows', async () => {
      const { data } = await mine.rpc('gateway_test_rows', { n: 1500 })
      expect(data).toHaveLength(1000)
      await target.sql?.query(`insert into gateway_test_lines (id) select generate_series(1, 1200)`)
      expect((await mine.from('gateway_test_lines').select()).data).toHaveLength(1000)
      expect((await mine.from('gateway_test_lines').select().limit(1100)).data).toHaveLength(1000)
    })

    it('answers one object only for one row', async () => {
      await fill('a', 'b')
      expect((await notes().select('label').eq('label', 'a').single()).data).toEqual({ label: 'a' })
      const none = await notes().select().eq('label', 'z').single()
      expect(none.status).toBe(406)
      expect(none.error).toMatchObject({ code: 'PGRST116', details: 'The result contains 0 rows' })
      expect((await notes().select().single()).error).toMatchObject({ code: 'PGRST116', details: 'The result contains 2 rows' })
      expect(await notes().select().eq('label', 'z').maybeSingle()).toMatchObject({ data: null, error: null })
    })

    it('leaves the writing of values to PostgreSQL', async () => {
      const body = '{"label": "exact", "amount": 12345678901234567.10, "big": 9007199254740993, "tags": {"b": 1.0, "a": [null]}}'
      const inserted = await raw('gateway_test_notes', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
      expect(inserted.status).toBe(201)
      const text = await (await raw('gateway_test_notes?select=amount,big,tags,created_at')).text()
      expect(text).toContain('"amount":12345678901234567.10')
      expect(text).toContain('"big":9007199254740993')
      expect(text).toContain('"tags":{"a": [null], "b": 1.0}')
      expect(text).toContain('"created_at":"2026-01-02T03:04:05.678+00:00"')
    })
  })

  describe('writing', () => {
    it('inserts, updates and deletes, and returns what was asked for', async () => {
      expect(await notes().insert({ label: 'quiet' })).toMatchObject({ status: 201, data: null, error: null })
      const created = await notes().insert({ label: 'new', tags: ['x'] }).select('label,tags').single()
      expect(created).toMatchObject({ status: 201, data: { label: 'new', tags: ['x'] } })
      expect(await notes().update({ done: true }).eq('label', 'new')).toMatchObject({ status: 204, data: null })
      const updated = await notes().update({ amount: 1.5 }).is('done', true).select('label,amount')
      expect(updated).toMatchObject({ status: 200, data: [{ label: 'new', amount: 1.5 }] })
      const { count } = await notes().update({ amount: 2 }, { count: 'exact' }).gte('id', 0)
      expect(count).toBe(2)
      expect((await notes().delete().eq('label', 'new').select('label')).data).toEqual([{ label: 'new' }])
      expect((await notes().select('label')).data).toEqual([{ label: 'quiet' }])
    })

    it('writes only what row security lets it', async () => {
      const [row] = await fill('a')
      const other = theirs.from('gateway_test_notes')
      expect((await other.update({ label: 'mine now' }).eq('id', row?.id).select()).data).toEqual([])
      expect((await other.delete().eq('id', row?.id).select()).data).toEqual([])
      const { data } = await mine.auth.getUser()
      const forged = await other.insert({ label: 'forged', owner: data.user?.id })
      expect(forged).toMatchObject({ status: 403, error: { code: '42501' } })
      expect((await notes().select('label')).data).toEqual([{ label: 'a' }])
    })

    it('undoes a write whose result is not the one object asked for', async () => {
      await fill('a', 'b')
      const { error, status } = await notes().update({ done: true }).gte('id', 0).select().single()
      expect([status, error?.code]).toEqual([406, 'PGRST116'])
      expect((await notes().select('done')).data).toEqual([{ done: null }, { done: null }])
    })

    it('merges or ignores duplicates', async () => {
      const [a] = await fill('a')
      await notes().upsert({ id: a?.id, label: 'a', amount: 5 })
      await notes().upsert({ label: 'a', amount: 6 }, { onConflict: 'owner,label' })
      await notes().upsert({ label: 'a', amount: 7 }, { onConflict: 'owner,label', ignoreDuplicates: true })
      expect((await notes().select('id,amount')).data).toEqual([{ id: a?.id, amount: 6 }])
    })

    it('refuses to change a whole table', async () => {
      await fill('a')
      for (const method of ['PATCH', 'DELETE']) {
        const response = await raw('gateway_test_notes', { method, body: method === 'PATCH' ? '{"done": true}' : null, headers: { 'content-type': 'application/json' } })
        expect(response.status).toBe(400)
        expect(await response.json()).toMatchObject({ code: '21000' })
      }
    })
  })

  describe('functions', () => {
    it('answers scalars, rows, sets and nothing', async () => {
      expect((await mine.rpc('gateway_test_add', { a: 1, b: 2 })).data).toBe(3)
      expect((await mine.rpc('gateway_test_add', { a: 1 })).data).toBe(11)
      expect((await mine.rpc('gateway_test_add', { a: 1 }, { get: true })).data).toBe(11)
      expect((await mine.rpc('gateway_test_rows', { n: 2 })).data).toEqual([{ place: 1, text: 'row 1' }, { place: 2, text: 'row 2' }])
      expect((await mine.rpc('gateway_test_row')).data).toEqual({ id: 7, note_id: null })
      expect((await mine.rpc('gateway_test_numbers', { n: 3 })).data).toEqual([1, 2, 3])
      expect(await mine.rpc('gateway_test_nothing')).toMatchObject({ status: 204, data: null, error: null })
      expect((await mine.rpc('gateway_test_body', { any: ['thing'] })).data).toEqual({ any: ['thing'] })
    })

    it('runs as the caller, with claims and headers', async () => {
      const { data } = await mine.auth.getUser()
      const response = await raw('rpc/gateway_test_who', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', 'x-test': 'yes' } })
      expect(await response.json()).toEqual({ uid: data.user?.id, role: 'authenticated', user: 'authenticated', header: 'yes' })
      expect((await client(target).rpc('gateway_test_who')).data).toMatchObject({ uid: null, role: 'anon', user: 'anon' })
      const service = client({ url: target.url, publishable_key: target.secret_key })
      expect((await service.rpc('gateway_test_who')).data).toMatchObject({ role: 'service_role', user: 'service_role' })
    })

    it('never writes on GET', async () => {
      const { error, status } = await mine.rpc('gateway_test_write', {}, { get: true })
      expect([status, error?.code]).toEqual([405, '25006'])
      expect((await mine.from('gateway_test_lines').select()).data).toEqual([])
    })

    it.each([
      ['P0001', 400], ['23505', 409], ['23503', 409], ['42501', 403], ['PT409', 409], ['PT418', 418],
      ['22023', 400], ['40001', 500], ['57014', 500], ['53300', 503],
    ])('maps SQLSTATE %s to %i', async (state, expected) => {
      const { error, status } = await mine.rpc('gateway_test_fail', { state })
      expect(status).toBe(expected)
      expect(error).toMatchObject({ code: state, message: 'told to fail', details: 'some detail', hint: 'some hint' })
    })
  })

  describe('errors', () => {
    it('names what is missing', async () => {
      expect(await mine.from('gateway_test_note').select()).toMatchObject({ status: 404, error: { code: 'PGRST205' } })
      expect(await notes().select('nope')).toMatchObject({ status: 400, error: { code: '42703', message: 'column gateway_test_notes.nope does not exist' } })
      expect(await notes().select().eq('nope', 1)).toMatchObject({ status: 400, error: { code: '42703' } })
      expect(await notes().insert({ nope: 1 })).toMatchObject({ status: 400, error: { code: 'PGRST204' } })
      expect(await mine.rpc('gateway_test_add', { c: 1 })).toMatchObject({ status: 404, error: { code: 'PGRST202' } })
    })

    it('passes PostgreSQL’s refusals on', async () => {
      await fill('a')
      expect(await notes().insert({ label: 'a' })).toMatchObject({ status: 409, error: { code: '23505' } })
      expect(await notes().insert({ label: 'forbidden' })).toMatchObject({ status: 400, error: { code: '23514' } })
      expect(await notes().insert({ amount: 1 })).toMatchObject({ status: 400, error: { code: '23502' } })
      expect(await notes().select().eq('amount', 'x')).toMatchObject({ status: 400, error: { code: '22P02' } })
      expect(await mine.from('gateway_test_lines').insert({ id: 1, note_id: 0 })).toMatchObject({ status: 409, error: { code: '23503' } })
      expect(await mine.from('gateway_test_closed').select()).toMatchObject({ status: 403, error: { code: '42501' } })
      expect(await client(target).from('gateway_test_closed').select()).toMatchObject({ status: 401, error: { code: '42501' } })
    })

    it('refuses bodies that are no rows', async () => {
      for (const body of ['{"label": ', '[{"label": "a"}, {"amount": 1}]', '[1]']) {
        const response = await raw('gateway_test_notes', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
        expect(response.status).toBe(400)
        expect(await response.json()).toMatchObject({ code: 'PGRST102' })
      }
    })

    it('refuses what it does not understand, whatever it is', async () => {
      for (const query of ['label=foo.1', 'label=a', 'limit=x', 'order=label.up', 'or=(label.eq.a', 'label=in.1,2', 'done=is.maybe']) {
        const response = await raw(`gateway_test_notes?${query}`)
        expect([query, response.status]).toEqual([query, 400])
        expect(await response.json()).toMatchObject({ code: 'PGRST100' })
      }
      expect((await raw('gateway_test_notes', { headers: { accept: 'image/png' } })).status).toBe(406)
      expect((await raw('gateway_test_notes', { headers: { 'accept-profile': 'auth' } })).status).toBe(406)
      expect((await raw('a/b/c')).status).toBe(404)
    })

    it('treats everything in a value as a value', async () => {
      await fill('a')
      const nasty = `a'; drop table gateway_test_notes; --`
      expect((await notes().select().eq('label', nasty)).data).toEqual([])
      expect((await notes().insert({ label: nasty }).select('label')).data).toEqual([{ label: nasty }])
      const column = await raw(`gateway_test_notes?select=${encodeURIComponent('label" from gateway_test_notes; --')}`)
      expect(column.status).toBe(400)
      expect((await notes().select('label')).data).toHaveLength(2)
    })

    it('tells a missing key from a bad token', async () => {
      const bare = await fetch(`${target.url}/rest/v1/gateway_test_notes`)
      expect(bare.status).toBe(401)
      const wrong = await fetch(`${target.url}/rest/v1/gateway_test_notes`, { headers: { apikey: 'sb_publishable_wrong' } })
      expect(wrong.status).toBe(401)
      expect(await wrong.json()).toMatchObject({ message: 'Invalid API key' })
      const forged = await raw('gateway_test_notes', { headers: { authorization: 'Bearer a.b.c' } })
      expect(forged.status).toBe(401)
      expect(await forged.json()).toMatchObject({ code: 'PGRST301' })
    })
  })

  // A real PostgREST can do these; what matters here is that the local one never answers something else instead.
  it.skipIf(realSupabase).each([
    ['embedding', 'select=label,gateway_test_lines(id)'],
    ['a cast', 'select=amount::text'],
    ['a JSON path', 'select=tags->x'],
    ['full text search', 'label=fts.word'],
    ['containment', 'tags=cs.{"a":1}'],
    ['a modifier', 'label=like(any).{a,b}'],
  ])('refuses %s instead of ignoring it', async (_name, query) => {
    const response = await raw(`gateway_test_notes?${query}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'PGRST100', message: expect.stringContaining('not supported by the local development stack') })
  })

  it('sees a table made a moment ago', async () => {
    await target.sql?.query(`create table gateway_test_closed_2 (id int); notify pgrst, 'reload schema'`)
    try {
      const service = client({ url: target.url, publishable_key: target.secret_key })
      await expect.poll(async () => (await service.from('gateway_test_closed_2').select()).status).toBe(200)
    } finally {
      await target.sql?.query('drop table gateway_test_closed_2')
    }
  })
})
