import type { AppError } from '../../../contract/errors.ts'
import type { ItemRef, QueueItem } from '../../../contract/items.ts'
import { sameFields } from '../../app/store.ts'
import type { Loaded, QueueBuffer } from './buffer.ts'
import type { Change } from './changes.ts'
import type { DecisionHistory, DecisionRecord } from './decisions.ts'
import type { Flash } from './flash.ts'
import type { MountedWatch } from './mounted-watch.ts'
import type { Act, PendingKeys } from './pending-keys.ts'
import type { QueueModel } from './queue-model.ts'
import type { Writing } from './verdicts.ts'

/** What the queue's screen shows of the item one is on; a new object with every change. */
export interface QueueState {
  /** the index has come once */
  ready: boolean
  error: AppError | null
  /** items that wait */
  size: number
  /** the current item's place among them, from 0 */
  row: number
  current: number | null
  /** the item in the reading pane; null: none, or on its way */
  mounted: Loaded | null
  /** the current item's row, for while the item itself is on its way */
  item: QueueItem | null
  change: Change | null
  writing: Writing
  templatesOpen: boolean
  /** why this item cannot be decided, in words */
  obstacle: string | null
  /** a key or button would decide it now; false for a moment after a change from outside */
  decidable: boolean
  /** keys pressed before the item that they are for was on screen */
  pending: readonly Act[]
  /** says why the last key did nothing */
  flash: string | null
}

/** What became of the decisions made here: it changes after them, when another item is on screen. */
export interface DecidedState {
  last: LastDecisionState | null
  canUndo: boolean
  /** decided since the app was opened */
  done: number
}

export interface LastDecisionState extends Pick<DecisionRecord, 'verdict' | 'state' | 'error' | 'unread'> {
  id: string
  title: string
}

/** What of the stage is shown. */
interface Shown extends Pick<QueueState, 'ready' | 'error' | 'mounted' | 'writing' | 'templatesOpen'> {
  readonly model: QueueModel
  readonly buffer: QueueBuffer
  readonly watch: MountedWatch
  readonly pending: PendingKeys
  readonly flash: Flash
  readonly undoing: boolean
  readonly opening: ItemRef | null
  obstacle(): string | null
}

export function queueState(stage: Shown): QueueState {
  const { model, buffer, mounted, watch } = stage
  const obstacle = stage.obstacle()
  return {
    ready: stage.ready,
    error: stage.error,
    size: model.size,
    row: model.currentRow,
    current: model.current,
    mounted,
    item: model.current === null ? null : (buffer.row(model.current) ?? null),
    change: watch.change,
    writing: stage.writing,
    templatesOpen: stage.templatesOpen,
    obstacle,
    decidable: mounted !== null && !stage.undoing && stage.opening === null && watch.guarded === null && obstacle === null,
    pending: stage.pending.acts,
    flash: stage.flash.text,
  }
}

/** `before`: its last decision stays the same object while nothing about it is different. */
export function decidedState({ history }: { readonly history: DecisionHistory }, { last: before }: DecidedState): DecidedState {
  const last = lastDecision(history.last)
  return {
    last: before && last && sameFields(before, last) ? before : last,
    canUndo: history.undoable() !== null,
    done: history.done,
  }
}

const lastDecision = (record: DecisionRecord | null): LastDecisionState | null =>
  record && {
    verdict: record.verdict,
    state: record.state,
    error: record.error,
    unread: record.unread,
    id: record.command.command_id,
    title: record.loaded.detail.item.title,
  }
