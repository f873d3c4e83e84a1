export interface Counts {
  passed: number
  failed: number
  skipped: number
  notes: string[]
}
export interface StageResult extends Counts {
  stage: string
  seconds: number
  notRun?: string
}
export function countVitest(report: unknown): Counts
export function countPlaywright(report: unknown): Counts
export function conclude(counts: Counts, exitCode: number): Counts
export function summary(results: Pick<Counts, 'passed' | 'failed' | 'skipped'>[]): string
export function table(results: StageResult[]): string
