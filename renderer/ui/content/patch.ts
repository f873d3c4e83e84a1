/** Unified diffs as lines with their numbers, whatever else the text says between them. Nothing of the text is lost. */

export type PatchLine = {
  kind: 'file' | 'hunk' | 'added' | 'removed' | 'same' | 'other'
  text: string
  before: number | null
  after: number | null
}

const hunk = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/

/** Does a text without a format look like a diff? It needs a hunk and the names of a file. */
export const looksLikePatch = (text: string): boolean => {
  const start = text.slice(0, 8_000)
  return /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/m.test(start) && /^(?:diff --git |--- |\+\+\+ |Index: )/m.test(start)
}

export const isPatch = (language: string, text: string): boolean => /^(?:diff|patch|udiff)\b/i.test(language) || (language === '' && looksLikePatch(text))

export function parsePatch(text: string): PatchLine[] {
  const lines: PatchLine[] = []
  let before = 0
  let after = 0
  // Lines of the hunk that are still to come: within them `--- x` is a removed line, not a file's name.
  let oldLeft = 0
  let newLeft = 0
  const push = (kind: PatchLine['kind'], line: string, hasBefore = false, hasAfter = false) => {
    lines.push({ kind, text: line, before: hasBefore ? before++ : null, after: hasAfter ? after++ : null })
    if (hasBefore) oldLeft -= 1
    if (hasAfter) newLeft -= 1
  }
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    const inHunk = oldLeft > 0 || newLeft > 0
    const head = hunk.exec(line.slice(0, 80))
    if (inHunk && line.startsWith('+') && newLeft > 0) push('added', line.slice(1), false, true)
    else if (inHunk && line.startsWith('-') && oldLeft > 0) push('removed', line.slice(1), true, false)
    else if (inHunk && (line.startsWith(' ') || line === '')) push('same', line.slice(1), true, true)
    else if (head !== null) {
      before = Number(head[1])
      after = Number(head[3])
      oldLeft = Number(head[2] ?? 1)
      newLeft = Number(head[4] ?? 1)
      push('hunk', line)
    } else if (/^(?:diff |index |--- |\+\+\+ |Index: |new file |deleted file |rename |similarity |old mode |new mode |Binary )/.test(line.slice(0, 20))) push('file', line)
    // A diff without counts that can be trusted (cut by hand) still shows its signs.
    else if (line.startsWith('+')) push('added', line.slice(1))
    else if (line.startsWith('-')) push('removed', line.slice(1))
    else push('other', line)
  }
  return lines
}
