import { useMemo, type ReactNode } from 'react'
import './content.css'
import './boxes.css'
import './notes.css'
import { DataTable } from './DataTable.tsx'
import { DocumentView } from './DocumentView.tsx'
import { ShowMore, useGrowing } from './growing.tsx'
import { sourceAnchor } from './Inline.tsx'
import { JsonView } from './JsonView.tsx'
import { Link, OpenLink } from './Link.tsx'
import { safeLink } from './links.ts'
import { prepareContent, type PreparedContent, type Source } from './prepare.ts'
import { visible } from '../visible.ts'

export { prepareContent, type PreparedContent } from './prepare.ts'

type ArtifactContentProps = {
  /** the artifact's content as PostgreSQL's `jsonb::text` gives it */
  text: string
  artifactType: string
  /** what `prepareContent(text)` answered, when it ran ahead in idle time */
  prepared?: PreparedContent
  /** called with the normalised http, https or mailto address of a link that was activated; nothing navigates by itself */
  onOpenLink(url: string): void
}

/** An artifact's content, safe whatever it holds: no markup of the content becomes markup, nothing is loaded, nothing navigates. */
export function ArtifactContent({ text, artifactType, prepared, onOpenLink }: ArtifactContentProps) {
  const content = useMemo(() => prepared ?? prepareContent(text), [prepared, text])
  return (
    <OpenLink value={onOpenLink}>
      <article className="content-root" data-artifact-type={artifactType} data-shape={content.shape}>
        <Shape key={identity(content)} content={content} />
      </article>
    </OpenLink>
  )
}

const identities = new WeakMap<PreparedContent, number>()
let lastIdentity = 0

/** Another content starts afresh: nothing that was opened or grown for one shows up in the next. */
function identity(content: PreparedContent): number {
  const known = identities.get(content) ?? ++lastIdentity
  identities.set(content, known)
  return known
}

function Shape({ content }: { content: PreparedContent }): ReactNode {
  switch (content.shape) {
    case 'empty':
      return (
        <div className="content-empty">
          <p>This artifact is empty.</p>
          <p>The agent delivered no text. Ask for changes, or reject it, if something was expected here.</p>
        </div>
      )
    case 'document':
      return (
        <>
          {content.note !== null && (
            <p className="content-note" role="note">
              {content.note}
            </p>
          )}
          <DocumentView document={content.document} />
          <Sources sources={content.sources} />
          <Extra value={content.extra} />
        </>
      )
    case 'table':
      return (
        <>
          <div className="content-chunk">
            <DataTable table={content.table} />
          </div>
          <Sources sources={content.sources} />
          <Extra value={content.extra} />
        </>
      )
    case 'json':
      return <JsonView value={content.value} />
  }
}

/** What the content says beyond its text: shown, because it is approved with it. */
function Extra({ value }: { value: object | null }) {
  if (value === null) return null
  return (
    <section className="content-section" aria-label="Further fields">
      <div className="content-section-title">Further fields</div>
      <JsonView value={value} />
    </section>
  )
}

function Sources({ sources }: { sources: readonly Source[] }) {
  const { shown, left, more } = useGrowing(sources.length, 20, 100)
  if (sources.length === 0) return null
  return (
    <section className="content-section" aria-label="Sources">
      <div className="content-section-title">Sources</div>
      <ol className="content-sources">
        {sources.slice(0, shown).map((source, index) => (
          <li key={index} dir="auto" data-anchor={sourceAnchor(index + 1)} tabIndex={-1}>
            <SourceEntry source={source} />
          </li>
        ))}
      </ol>
      <ShowMore left={left} noun="sources" onMore={more} />
    </section>
  )
}

function SourceEntry({ source }: { source: Source }) {
  const title = visible(source.title.slice(0, 1_000))
  return (
    <>
      {source.url === null ? (
        title
      ) : (
        <Link href={source.url} text={source.title} literal>
          {title}
        </Link>
      )}
      {source.url !== null && <SourceHost url={source.url} title={source.title} />}
      {source.quote !== null && source.quote !== '' && (
        <blockquote className="content-quote" dir="auto">
          {visible(source.quote.length > 4_000 ? `${source.quote.slice(0, 4_000)}…` : source.quote)}
        </blockquote>
      )}
    </>
  )
}

/** The host of a source, which says more about it than its title does. */
function SourceHost({ url, title }: { url: string; title: string }) {
  const link = safeLink(url, title, true)
  if (link === null || link.revealTarget || title.includes(link.target)) return null
  return <bdi className="content-source-host">{link.target}</bdi>
}
