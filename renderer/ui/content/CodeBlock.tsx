import { startTransition, useEffect, useState, type ReactNode } from 'react'
import { KeyOf } from '../Button.tsx'
import { copyText } from './clipboard.ts'
import { whenIdle } from './growing.tsx'
import { highlight, highlighted, mayHighlight } from './highlight.ts'
import { visible } from '../visible.ts'

type CodeProps = { text: string; language: string; continued: boolean; firstLine: number }

/** A code block: its language, a copy button, colours as soon as the highlighter has had time for it. */
export function CodeBlock({ text, language, continued, firstLine }: CodeProps) {
  const name = languageName(language)
  return (
    <figure className={continued ? 'content-code content-code-continued' : 'content-code'}>
      <figcaption className="content-code-head">
        <span className="content-code-language">{continued ? `${name} · from line ${firstLine}` : name}</span>
        <CopyButton text={text} />
      </figcaption>
      <pre className="content-code-body" tabIndex={0} dir="ltr">
        <Code key={text} text={text} language={languageOf(language)} />
      </pre>
    </figure>
  )
}

/** The first word of a fence's line: `ts title="x"` is ts. */
function languageOf(language: string): string {
  return /^[\w+#-]{1,30}/.exec(language.trim().replace(/^\{?\.?/, ''))?.[0]?.toLowerCase() ?? ''
}

function languageName(language: string): string {
  return languageOf(language) || 'text'
}

function Code({ text, language }: { text: string; language: string }) {
  const [coloured, setColoured] = useState<ReactNode>(() => highlighted(text, language))
  useEffect(() => {
    if (coloured !== null || !mayHighlight(text, language)) return
    let current = true
    const cancel = whenIdle(() => {
      void highlight(text, language).then(
        (nodes) => current && startTransition(() => setColoured(nodes)),
        // Without colours the code reads well enough.
        () => undefined,
      )
    })
    return () => {
      current = false
      cancel()
    }
  }, [text, language, coloured])
  return <code>{coloured ?? visible(text)}</code>
}

function CopyButton({ text }: { text: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 2_000)
    return () => clearTimeout(timer)
  }, [state])
  const label = { idle: 'Copy', copied: 'Copied', failed: 'Not copied' }[state]
  return (
    <button
      type="button"
      className="content-copy"
      data-action="read.copy"
      onClick={() => void copyText(text).then((done) => setState(done ? 'copied' : 'failed'))}
    >
      <KeyOf action="read.copy" /> <span aria-live="polite">{label}</span>
    </button>
  )
}
