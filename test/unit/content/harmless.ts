import { expect } from 'vitest'
import { elementsOf } from './markup.tsx'

const elements = new Set(
  'article div section p h2 h3 h4 h5 h6 span a bdi strong em del ins mark code pre ul ol li blockquote table thead tbody tr th td button sup br hr img figure figcaption dl dt dd'.split(' '),
)
const attributes = new Set('class style title href rel draggable src alt decoding loading dir role aria-label aria-live aria-expanded aria-sort aria-hidden tabindex scope start type data-action data-anchor data-change data-kind data-block data-shape data-artifact-type'.split(' '))

const allowedValues: Record<string, RegExp> = {
  href: /^(https?:\/\/[^/]|mailto:)/,
  src: /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/,
  style: /^contain-intrinsic-block-size:auto \d+px$/,
  class: /^[\w -]*$/,
  'data-action': /^read\.(copy|more)$/,
}

/** Nothing but our own elements and attributes, and no address of a scheme that is not on the list. */
export function expectHarmless(markup: string): void {
  const offences: string[] = []
  for (const { name, attributes: given } of elementsOf(markup)) {
    if (!elements.has(name)) offences.push(`<${name}>`)
    for (const [attribute, value] of given) {
      if (!attributes.has(attribute) || allowedValues[attribute]?.test(value) === false) offences.push(`<${name} ${attribute}="${value}">`)
    }
  }
  expect(offences).toEqual([])
}
