import { folded, foldedWords } from '../../../contract/folded.ts'
import { durationBounds, type ApprovalRate, type Durations } from '../../../contract/insights.ts'
import type { Handlers } from '../../../electron/ipc/dispatch.ts'
import type { ActivityEvent } from '../../../contract/activity.ts'
import type { MockState } from './state.ts'
import { me, uuidOf, workspaceId } from './world.ts'

/** The audit trail, and the figures that are counted from decisions. */
export function recordHandlers({ world, online }: MockState) {
  const events = [...world.items.values()].slice(0, 80).flatMap((detail, i): ActivityEvent[] => {
    if (detail.kind !== 'artifact') return []
    const { item, artifact } = detail
    const kind = i % 4 === 1 ? 'rejected' : 'approved'
    return [
      {
        id: uuidOf(12, i), workspace_id: workspaceId, target_table: 'work_artifacts', target_id: artifact.id, seq: 1, kind, actor_user_id: me, command_id: null, before: { status: 'pending' }, after: { status: kind },
        note: kind === 'rejected' ? 'Say where each figure comes from, with a link.' : null, content_sha256: artifact.content_sha256, created_at: new Date(Date.now() - i * 4e6).toISOString(), previous_hash: null, hash: 'a'.repeat(64), row_version: 1,
        actor_name: 'Maren Vik', target_title: item.title, project_name: item.project_name, work_session_id: item.work_session_id, item: { kind: 'artifact', id: artifact.id },
      },
    ]
  })
  const checked = { events: events.length, targets: events.length, problems: [], total_problems: 0 }
  return {
    'activity.list': ({ filter, after, limit }) => {
      const fits = events.filter(({ kind, note }) => (filter.kinds.length === 0 || (filter.kinds as string[]).includes(kind)) && foldedWords(filter.text).every((word) => folded(note ?? '').includes(word)))
      const from = after === null ? 0 : fits.findIndex(({ id }) => id === after.id) + 1
      const page = fits.slice(from, from + limit)
      const last = page.at(-1)
      return { events: page, next: last && from + page.length < fits.length ? { created_at: last.created_at, id: last.id } : null }
    },
    'activity.people': () => [{ id: me, name: 'Maren Vik' }],
    'activity.check': () => ({ ...checked, next: null }),
    'activity.verify': () => ({
      local: checked,
      server: online ? { ok: true, events: events.length, problems: [], total_problems: 0 } : { ok: false, code: 'network', message: 'The server cannot be reached.' },
    }),
    'activity.export': () => ({ saved: true, events: events.length }),
    'exports.save': () => ({ saved: true }),
    'insights.overview': () => ({
      as_of: new Date().toISOString(),
      decisions: 140, approved: 96, rejected: 32, checkpoints: 12, undated: 0,
      days: Array.from({ length: 14 }, (_, i) => ({ day: new Date(Date.now() - (13 - i) * 864e5).toISOString().slice(0, 10), approved: 4 + (i % 5), rejected: i % 4, checkpoints: i % 2, by_reviewer: [5 + (i % 3), i % 4] })),
      reviewers: [
        { id: me, name: 'Maren Vik', decisions: 98, approved: 70, rejected: 20, checkpoints: 8, median: 2_400 },
        { id: uuidOf(7, 0), name: 'Jonas Okafor', decisions: 42, approved: 26, rejected: 12, checkpoints: 4, median: 5_100 },
      ],
      rates: {
        agents: ['Atlas', 'Scribe', 'Ledger'].map((name, i) => rate(uuidOf(3, i), name, 40 + i, 30 - i * 6)),
        task_types: [{ ...rate('research', 'research', 70, 52), id: 'research' as const }, { ...rate('analysis', 'analysis', 58, 44), id: 'analysis' as const }],
        projects: world.projects.slice(0, 4).map(({ id, name }, i) => rate(id, name, 32 - i, 24 - i)),
      },
      time_to_decision: durations(128),
      queue_age: durations(world.keys.length),
      rejections: { artifacts: 32, changes_requested: 14, checkpoints: 1, without_words: 3, reasons: [], distinct: 0 },
      calibration: {
        n: 110, confidence: 0.74, rate: 0.75, ece: 0.06, brier: 0.17, without_confidence: 18,
        bins: Array.from({ length: 10 }, (_, i) => ({ from: i * 10, to: (i + 1) * 10, n: 11, approved: i, confidence: (i + 0.5) / 10, rate: i / 11, low: Math.max(0, i / 11 - 0.2), high: Math.min(1, i / 11 + 0.2) })),
        agents: [{ id: uuidOf(3, 0), name: 'Atlas', n: 40, confidence: 0.8, rate: 0.72, ece: 0.09, brier: 0.2 }],
      },
    }),
  } satisfies Partial<Handlers>
}

const rate = (id: string, name: string, decided: number, approved: number): ApprovalRate => ({ id, name, decided, approved, rate: approved / decided, low: Math.max(0, approved / decided - 0.14), high: Math.min(1, approved / decided + 0.11) })

const durations = (n: number): Durations => ({
  n,
  median: n === 0 ? null : 3_100,
  p90: n === 0 ? null : 71_000,
  longest: n === 0 ? null : 400_000,
  bins: [...durationBounds, null].map((up_to, i) => ({ up_to, n: Math.floor(n / (i + 2)) })),
})
