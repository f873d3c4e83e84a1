import { memo } from 'react'
import type { PatchLine } from './patch.ts'
import { visible } from '../visible.ts'
import '../diff-line.css'

const signs = { added: '+', removed: '−', same: ' ', file: ' ', hunk: ' ', other: ' ' } as const
const words = { added: 'added', removed: 'removed' } as const

/** A part of a diff: both line numbers, a sign, the line. */
export const PatchBlock = memo(function PatchBlock({ lines, continued }: { lines: readonly PatchLine[]; continued: boolean }) {
  return (
    <div className={continued ? 'content-code content-code-continued content-patch' : 'content-code content-patch'}>
      {!continued && (
        <div className="content-code-head">
          <span className="content-code-language">diff</span>
        </div>
      )}
      <div className="content-patch-body" role="region" aria-label="Diff" tabIndex={0}>
        {lines.map(({ kind, text, before, after }, index) => (
          <div key={index} className={`content-patch-line content-patch-${kind}`}>
            <span className="diff-number">{before ?? ''}</span>
            <span className="diff-number">{after ?? ''}</span>
            <span className="diff-sign" role={kind === 'added' || kind === 'removed' ? 'img' : undefined} aria-label={kind === 'added' || kind === 'removed' ? words[kind] : undefined}>
              {signs[kind]}
            </span>
            <code>{visible(text)}</code>
          </div>
        ))}
      </div>
    </div>
  )
})
