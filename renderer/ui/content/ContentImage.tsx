import { safeImage } from './images.ts'
import { Link } from './Link.tsx'
import { visible } from '../visible.ts'

/** An image that the content itself carries; any other is named, with its address, and not loaded. */
export function ContentImage({ href, alt }: { href: string; alt: string }) {
  const source = safeImage(href)
  if (source !== null) return <img className="content-image" src={source} alt={alt} decoding="async" loading="lazy" draggable={false} />
  const data = href.startsWith('data:')
  return (
    <span className="content-image-placeholder">
      <span className="content-image-label">Image not shown</span>
      {alt !== '' && <bdi>{visible(alt)}</bdi>}
      {data ? (
        <bdi className="content-target">({href.slice(0, 40)}…)</bdi>
      ) : (
        <Link href={href} text={href}>
          {visible(href.length > 120 ? `${href.slice(0, 120)}…` : href)}
        </Link>
      )}
    </span>
  )
}
