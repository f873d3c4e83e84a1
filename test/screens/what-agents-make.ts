import { expect } from 'playwright/test'
import type { Settings } from '../../contract/settings.ts'
import { clicks, onArtifactWhere, opened, presses, ready, reopenExplained, scene, shows, type Act, type Step } from './arrange.ts'

/** The waiting artifact whose title begins so. */
const titled = (beginning: string): Step => onArtifactWhere(`content ->> 'title' like '${beginning}%'`)

const sets =
  (change: Partial<Settings>): Step =>
  async ({ app: { page } }) => {
    await page.evaluate((settings) => (window as unknown as { countersign: { invoke(channel: string, input: unknown): Promise<unknown> } }).countersign.invoke('settings.set', settings), change)
    if (change.density) await expect(page.locator('html')).toHaveAttribute('data-density', change.density)
  }

/** A content of each kind, and the lists as each person may set them. */
export const whatAgentsMake: Act = {
  name: 'what agents make',
  open: reopenExplained,
  scenes: [
    scene('content-code', 'code, with its line numbers', titled('Code sample for the article')),
    scene('content-json', 'JSON as a tree', titled('Effective configuration of the backup job')),
    scene('content-table', 'a table wider than the window', titled('Jobs per depot and month')),
    scene('content-rows', 'a table of four hundred rows', titled('All 400 accounts of the sample')),
    scene('content-rtl', 'from right to left', titled('صفحة الهبوط للخليج'), ({ app: { page } }) => expect(page.locator('[data-reading] li[dir="rtl"]').first()).toHaveCSS('text-align', 'start')),
    scene('content-mixed', 'both directions in one text', titled('Mixed directions')),
    scene('content-nested', 'lists within lists', titled('What can go wrong before ten')),
    scene('content-empty', 'nothing was written', titled('Welcome video script')),
    scene('content-untitled', 'without a title', onArtifactWhere("content ->> 'body' like 'Left without a title by the agent%'")),
    scene('content-long-title', 'a title that does not end', titled('Findings on clause 14.3')),
    { ...scene('queue-two-lines', 'rows of two lines', sets({ density: 'comfortable' }), ready), show: opened('queue-list', 'l') },
    { ...scene('queue-compact', 'low rows', sets({ density: 'compact' }), ready), show: opened('queue-list', 'l') },
    { ...scene('queue-confidence-hidden', 'the agent’s confidence is hidden until the verdict', sets({ density: 'standard', hide_confidence: true }), ready), show: opened('queue-list', 'l') },
    scene('queue-bulk-sample', 'some of the many are looked at first', sets({ hide_confidence: false }), ready, presses('b'), clicks('bulk-look'), shows('bulk-sample')),
  ],
}
