import { safeImage } from './images.ts'
import { Link } from './Link.tsx'
import { visible } from './VisibleText.tsx'

/** An image that the content itself carries; any other is named, with its address, and not loaded. */
export function ContentImage({ href, alt, images }: { href: string; alt: string; images: readonly string[] }) {
  const carried = /^content-image:(\d{1,6})$/.exec(href)?.[1]
  const address = carried === undefined ? href : (images[Number(carried)] ?? href)
  const source = safeImage(address)
  if (source !== null) return <img className="content-image" src={source} alt={alt} decoding="async" loading="lazy" draggable={false} />
  const data = address.startsWith('data:')
  return (
    <span className="content-image-placeholder">
      <span className="content-image-label">Image not shown</span>
      {alt !== '' && <bdi>{visible(alt)}</bdi>}
      {data ? (
        <bdi className="content-target">({address.slice(0, 40)}…)</bdi>
      ) : (
        <Link href={address} text={address}>
          {visible(address.length > 120 ? `${address.slice(0, 120)}…` : address)}
        </Link>
      )}
    </span>
  )
}
