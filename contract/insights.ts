import { z } from 'zod'
import { taskType, timestamp, uuid } from './entities.ts'
import { itemRef } from './items.ts'

/** What the numbers are about. The period bounds when a decision was made: `from` inclusive, `to` exclusive, null: no bound. */
export const insightsFilter = z.strictObject({
  workspace_id: uuid.nullable(),
  project_id: uuid.nullable(),
  from: timestamp.nullable(),
  to: timestamp.nullable(),
})
export type InsightsFilter = z.infer<typeof insightsFilter>

const share = z.number().min(0).max(1)
const whole = z.number().int().nonnegative()

/** A share with its Wilson score interval at 95 %; null: nothing to take a share of. */
const estimate = { rate: share.nullable(), low: share.nullable(), high: share.nullable() }

/** Of the decided artifacts of one group, the share that was approved. `id` null: the group is not known. */
export const approvalRate = z.object({ id: z.string().nullable(), name: z.string().nullable(), decided: whole, approved: whole, ...estimate })
export type ApprovalRate = z.infer<typeof approvalRate>

/** Seconds, the percentiles interpolated as PostgreSQL's `percentile_cont` does; `bins`: up to `up_to` seconds, the last without. */
export const durations = z.object({
  n: whole,
  median: z.number().nullable(),
  p90: z.number().nullable(),
  longest: z.number().nullable(),
  bins: z.array(z.object({ up_to: z.number().nullable(), n: whole })),
})
export type Durations = z.infer<typeof durations>

const outcomes = { approved: whole, rejected: whole, checkpoints: whole }

/** A person by id; null: nobody is named in the row. `name` null: no longer a member. */
const reviewerFigures = z.object({ id: uuid.nullable(), name: z.string().nullable(), decisions: whole, ...outcomes, median: z.number().nullable() })
export type ReviewerFigures = z.infer<typeof reviewerFigures>

/** One day of this computer's time zone. `by_reviewer`: in the order of the reviewers. */
const dayFigures = z.object({ day: z.iso.date(), ...outcomes, by_reviewer: z.array(whole) })
export type DayFigures = z.infer<typeof dayFigures>

/** The words of a rejection, its first 300 characters, told apart without regard to case; with its newest example. */
const rejectionReason = z.object({ text: z.string(), n: whole, last_at: timestamp.nullable(), item: itemRef, work_session_id: uuid })
export type RejectionReason = z.infer<typeof rejectionReason>

/** Artifacts whose stated confidence lies in [from, to), the last bin with its end; in per cent. */
const calibrationBin = z.object({ from: whole, to: whole, n: whole, approved: whole, confidence: share.nullable(), ...estimate })
export type CalibrationBin = z.infer<typeof calibrationBin>

/**
 * Stated confidence against approval. `ece`: the expected calibration error, the mean distance of the two over the bins,
 * weighted by their size; `brier`: the mean squared distance of confidence and outcome.
 */
const calibration = {
  n: whole,
  confidence: share.nullable(),
  rate: share.nullable(),
  ece: share.nullable(),
  brier: share.nullable(),
}

export const insights = z.object({
  as_of: timestamp,
  /** artifacts and checkpoints that were decided in the period and stand so; a decision that was taken back does not count */
  decisions: whole,
  ...outcomes,
  /** of these, decided by the first version without a time: in no day and no duration */
  undated: whole,
  /** without gaps from the first day with a decision to the last */
  days: z.array(dayFigures),
  reviewers: z.array(reviewerFigures),
  rates: z.object({ agents: z.array(approvalRate), task_types: z.array(approvalRate.extend({ id: taskType.nullable() })), projects: z.array(approvalRate) }),
  /** from creation to decision */
  time_to_decision: durations,
  /** how long what waits has waited, whatever the period */
  queue_age: durations,
  rejections: z.object({
    artifacts: whole,
    /** of these, with a request for changes */
    changes_requested: whole,
    /** checkpoints at which the session was ended */
    checkpoints: whole,
    without_words: whole,
    /** the most frequent ones */
    reasons: z.array(rejectionReason),
    /** how many different ones there are */
    distinct: whole,
  }),
  calibration: z.object({
    ...calibration,
    /** decided artifacts whose agent stated none */
    without_confidence: whole,
    bins: z.array(calibrationBin),
    agents: z.array(z.object({ id: z.string().nullable(), name: z.string().nullable(), ...calibration })),
  }),
})
export type Insights = z.infer<typeof insights>

/** The bounds of the bins of durations, seconds. */
export const durationBounds = [300, 3_600, 14_400, 86_400, 259_200, 604_800] as const
