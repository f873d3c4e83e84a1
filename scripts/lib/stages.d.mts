import type { Counts, StageResult } from './reports.mjs'

export interface StageContext {
  /** Folder for the runners' reports. */
  temp: string
  /** Arguments for the runner. */
  rest: string[]
}
export interface Stage {
  name: string
  what?: string
  needs?: string
  run: (context: StageContext) => Promise<Counts>
}
export const stages: Stage[]
export function selectStages(names: string[]): Stage[]
export function runStages(selected: Stage[], context: StageContext, onStage?: (stage: Stage) => void): Promise<StageResult[]>
