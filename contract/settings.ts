import { z } from 'zod'

/** `HH:MM` of this computer's clock */
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

const notificationSettings = z.strictObject({
  /** a checkpoint came, and its session waits for an answer */
  checkpoints: z.boolean(),
  /** a comment names me */
  mentions: z.boolean(),
  /** items have waited longer than their workspace allows */
  overdue: z.boolean(),
  /** titles: what an item is called is shown on the desktop; counts: only how many */
  content: z.enum(['titles', 'counts']),
  /** nothing is shown between these times, which may span midnight */
  quiet: z.strictObject({ on: z.boolean(), from: clockTime, to: clockTime }),
})
export type NotificationSettings = z.infer<typeof notificationSettings>

/** Hints of the first minutes, each shown until it is let go of. */
const hintNames = ['queue'] as const

export const settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  /** system: as `prefers-contrast` says; more: high contrast, light or dark as the theme is */
  contrast: z.enum(['system', 'more']),
  density: z.enum(['compact', 'standard', 'comfortable']),
  /** MB of artifacts' contents kept on this computer before the least recently read go */
  content_limit_mb: z.number().int().min(64).max(100_000),
  /** seconds that a decision waits in the outbox while online, so that undo just removes it */
  undo_seconds: z.number().int().min(0).max(60),
  /** quitting says what is not with the server yet; what would be lost is asked about in any case */
  ask_at_quit: z.boolean(),
  /** single-key shortcuts (WCAG 2.1.4 asks that they can be switched off) */
  single_keys: z.boolean(),
  hide_confidence: z.boolean(),
  notifications: notificationSettings,
  hints_seen: z.array(z.enum(hintNames)).max(hintNames.length),
  /** colleagues see which item I look at */
  share_presence: z.boolean(),
  /** action → the key that the person chose for it; null: none. What is not here has its default. */
  keys: z.record(z.string().max(60), z.string().max(30).nullable()),
  /** says quietly when something was approved faster than it can be read */
  pace_hints: z.boolean(),
  /** so many items drawn at random are looked at before a bulk approval; 0: none */
  bulk_sample: z.number().int().min(0).max(20),
  /** the list is hidden: one item after the other */
  flow: z.boolean(),
  /** widths of the panes in per cent, by layout name */
  layouts: z.record(z.string(), z.array(z.number())),
})
export type Settings = z.infer<typeof settings>
export const defaultSettings: Settings = {
  theme: 'system',
  contrast: 'system',
  density: 'standard',
  content_limit_mb: 512,
  undo_seconds: 5,
  ask_at_quit: true,
  single_keys: true,
  hide_confidence: false,
  notifications: {
    checkpoints: true,
    mentions: true,
    overdue: true,
    content: 'titles',
    quiet: { on: false, from: '20:00', to: '08:00' },
  },
  hints_seen: [],
  share_presence: true,
  keys: {},
  pace_hints: true,
  bulk_sample: 5,
  flow: false,
  layouts: {},
}
