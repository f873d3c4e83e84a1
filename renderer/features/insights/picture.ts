/** What of an element's computed style makes its looks; in a file there is no style sheet. */
const looks = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline', 'visibility', 'display']
const scale = 2
const margin = 16
const headHeight = 32

/** A chart as it is on screen, with its title and what it says, as the bytes of a PNG. */
export async function pictureOf(svg: SVGSVGElement, title: string, caption: string): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = svg.getBoundingClientRect()
  const colours = coloursAround(svg)
  const copy = withLooks(svg)
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
  await image.decode()

  const canvas = document.createElement('canvas')
  canvas.width = Math.round((width + 2 * margin) * scale)
  canvas.height = Math.round((height + headHeight + 3 * margin + 12) * scale)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.scale(scale, scale)
  context.fillStyle = colours.surface
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = colours.title
  context.font = `600 15px ${colours.font}`
  context.fillText(title, margin, margin + 16, width)
  context.drawImage(image, margin, margin + headHeight, width, height)
  context.fillStyle = colours.caption
  context.font = `12px ${colours.font}`
  context.fillText(caption, margin, margin + headHeight + height + 20, width)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) throw new Error('the picture could not be made')
  return new Uint8Array(await blob.arrayBuffer())
}

/** As the figure around it has them: tokens name both themes, computed colours are of the one that shows. */
function coloursAround(svg: SVGSVGElement) {
  const figure = svg.closest('section') ?? document.body
  const [title, caption] = ['h2', '.soft'].map((selector) => getComputedStyle(figure.querySelector(selector) ?? figure).color)
  const { backgroundColor, fontFamily } = getComputedStyle(figure)
  return { surface: backgroundColor, title: title ?? '', caption: caption ?? '', font: fontFamily }
}

function withLooks(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const [from, to] = [svg, copy].map((root) => [root, ...root.querySelectorAll<SVGElement>('*')]) as [SVGElement[], SVGElement[]]
  from.forEach((element, index) => {
    const style = getComputedStyle(element)
    for (const name of looks) to[index]?.setAttribute(name, style.getPropertyValue(name))
  })
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return copy
}
