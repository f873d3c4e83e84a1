import { createContext, useContext, type KeyboardEvent, type MouseEvent, type ReactNode, type SyntheticEvent } from 'react'
import { safeLink } from './links.ts'

/** What a click on a link does; the pane decides (a dialog that shows the real host). */
export const OpenLink = createContext<(url: string) => void>(() => undefined)

/**
 * A link whose target is always the one shown, or, when the target is no web or mail address, its text with the target as text.
 * It never navigates: the click goes to `OpenLink`.
 */
export function Link(props: { href: string; text: string; literal?: boolean; children: ReactNode }) {
  const openLink = useContext(OpenLink)
  const link = safeLink(props.href, props.text, props.literal)
  if (link === null) return <DeadLink {...props} />
  const open = (event: MouseEvent) => {
    event.preventDefault()
    openLink(link.url)
  }
  return (
    <>
      <a
        className="content-link"
        href={link.url}
        title={link.url}
        rel="noopener noreferrer"
        draggable={false}
        onClick={open}
        onAuxClick={(event) => event.preventDefault()}
      >
        <bdi>{props.children}</bdi>
      </a>
      {link.revealTarget && <bdi className="content-target"> ({link.target})</bdi>}
    </>
  )
}

function DeadLink({ href, text, children }: { href: string; text: string; children: ReactNode }) {
  const target = href.length > 200 ? `${href.slice(0, 200)}…` : href
  // Control and directional characters of the target are written out by JSON's and our own escapes.
  const written = target.replace(/[^\x20-\x7e\u00a1-\u200a\u2010-\u2027\u2030-\u205f\u2070-\uffff]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return (
    <>
      <bdi>{children}</bdi>
      {href !== '' && href !== text && <bdi className="content-target"> ({written})</bdi>}
    </>
  )
}

/**
 * Moves to a heading or a footnote of the same document. An inline element without an address: a button would be a box
 * of its own, before which the line may break, and an address would be the app's.
 */
export function Jump(props: { anchor: string; className: string; label?: string; own?: string; children: ReactNode }) {
  const jump = (event: SyntheticEvent<HTMLElement>) => {
    const root = event.currentTarget.closest('.content-root')
    const target = root?.querySelector<HTMLElement>(`[data-anchor="${CSS.escape(props.anchor)}"]`)
    target?.scrollIntoView({ block: 'start' })
    target?.focus({ preventScroll: true })
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    event.stopPropagation()
    jump(event)
  }
  return (
    <a role="link" tabIndex={0} className={props.className} aria-label={props.label} data-anchor={props.own} onClick={jump} onKeyDown={onKeyDown}>
      {props.children}
    </a>
  )
}
