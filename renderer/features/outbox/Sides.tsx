import type { ReactNode } from 'react'
import type { OutboxEntry } from '../../../contract/outbox.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { asked, fieldWords, theirName, theirWords } from './words.ts'

/** Mine beside theirs: the decision, or each field that differs. */
export function Sides({ entry }: { entry: OutboxEntry }) {
  const { theirs, note, fields, decision, item } = entry
  if (decision === null && fields.length > 0) return <Fields entry={entry} />
  const name = theirName(theirs)
  return (
    <div className="sides">
      <Side label="Yours" verdict={asked(entry)} testId="mine" words={note}>
        <RelativeTime at={entry.issued_at} sentence />
      </Side>
      {item !== null && decision !== null && (
        <Side label="Theirs" verdict={theirWords(theirs)} testId="theirs" words={theirs?.note ?? null}>
          {name !== null && <span dir="auto">{name}</span>}
          {theirs?.at != null && <RelativeTime at={theirs.at} sentence />}
        </Side>
      )}
    </div>
  )
}

function Fields({ entry: { fields, kind } }: { entry: OutboxEntry }) {
  const beside = kind !== 'create_project' && kind !== 'create_session'
  return (
    <>
      {fields.map(({ name, mine, theirs }) => (
        <div className="sides" key={name} data-testid={`field-${name}`}>
          <Value label={`${fieldWords[name] ?? name}, yours`} value={mine} testId="mine" />
          {beside && <Value label={`${fieldWords[name] ?? name}, theirs`} value={theirs} testId="theirs" />}
        </div>
      ))}
    </>
  )
}

function Value({ label, value, testId }: { label: string; value: string | null; testId: string }) {
  return (
    <section className="side" aria-label={label} data-testid={testId}>
      <h4 className="soft">{label}</h4>
      <p className="side-value" dir="auto">
        {value === null || value === '' ? <span className="soft">empty</span> : value}
      </p>
    </section>
  )
}

interface SideProps {
  label: string
  verdict: string
  words: string | null
  testId: string
  /** who and when */
  children: ReactNode
}

function Side({ label, verdict, words, testId, children }: SideProps) {
  return (
    <section className="side" aria-label={label} data-testid={testId}>
      <h4 className="soft">{label}</h4>
      <p className="side-verdict">{verdict}</p>
      <p className="side-facts soft">{children}</p>
      {words !== null && words !== '' && (
        <blockquote className="words" dir="auto">
          {words}
        </blockquote>
      )}
    </section>
  )
}
