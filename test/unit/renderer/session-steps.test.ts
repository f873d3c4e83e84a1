import { describe, expect, test } from 'vitest'
import { sessionStatuses, type MemberRole, type SessionStatus } from '../../../contract/entities.ts'
import { whyNotStep } from '../../../renderer/features/sessions/steps.ts'
import { narrowedBy, placeFrom, toFilter, withoutEmpty } from '../../../renderer/features/sessions/filters.ts'

const steps = ['start_session', 'pause_session', 'cancel_session'] as const
const detail = (status: SessionStatus, role: MemberRole | null = 'owner', checkpoints: { status: 'pending' | 'resolved' | 'superseded' }[] = []) => ({ session: { status }, role, checkpoints })
const possible = (...given: Parameters<typeof detail>) => steps.filter((step) => whyNotStep(step, detail(...given)) === null)

test.each([
  ['pending', ['start_session', 'cancel_session']],
  ['running', ['pause_session', 'cancel_session']],
  ['paused', ['start_session', 'cancel_session']],
  ['completed', []],
  ['failed', []],
] as const)('a session that is %s can be steered as the database allows', (status, expected) => {
  expect(possible(status)).toEqual(expected)
})

test('what waits for an answer does not run on; who may not steer is told the role', () => {
  expect(possible('paused', 'admin', [{ status: 'pending' }])).toEqual(['cancel_session'])
  expect(possible('paused', 'admin', [{ status: 'resolved' }])).toEqual(['start_session', 'cancel_session'])
  for (const status of sessionStatuses) for (const role of ['viewer', 'reviewer', null] as const) expect(possible(status, role)).toEqual([])
  expect(whyNotStep('start_session', detail('pending', 'viewer'))).toContain('viewer')
})

describe('the filters of the list', () => {
  test('become moments of this computer’s days, the last one whole; half-typed days do not narrow', () => {
    const filter = toFilter(null, { filters: { from: '2026-11-24', to: '2026-11-24' } })
    expect(Date.parse(String(filter.created_to)) - Date.parse(String(filter.created_from))).toBe(86_400_000)
    expect(new Date(String(filter.created_from)).getDate()).toBe(24)
    expect(toFilter(null, { filters: { from: '2026-1' } }).created_from).toBeNull()
  })
  test('survive being saved, and of another version what is known', () => {
    const place = { project_id: '00000000-0000-4000-8000-0000000000b1', filters: { statuses: ['running' as const], text: 'a' } }
    expect(placeFrom(JSON.parse(JSON.stringify(place)))).toEqual(place)
    expect(placeFrom({ filters: { statuses: ['unheard of'] } })).toEqual({})
    expect(withoutEmpty({ project_id: undefined, filters: { statuses: [], text: '' } })).toEqual({})
    expect([narrowedBy({}), narrowedBy(place)]).toEqual([0, 3])
  })
})
