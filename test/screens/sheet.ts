export interface Picture {
  act: string
  scene: string
  what: string
  size: string
  look: string
  file: string
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** All pictures on one page, a row per scene; each opens in full. */
export function contactSheet(pictures: readonly Picture[]): string {
  const scenes = Map.groupBy(pictures, ({ scene }) => scene)
  const rows = [...scenes.values()].map((taken) => {
    const [first] = taken
    const images = taken
      .map(({ size, look, file }) => `<figure><a href="${escaped(file)}"><img loading="lazy" src="${escaped(file)}" alt="${escaped(`${first?.scene}, ${size}, ${look}`)}"></a><figcaption>${escaped(size)} · ${escaped(look)}</figcaption></figure>`)
      .join('\n')
    return `<section id="${escaped(first?.scene ?? '')}"><h2>${escaped(first?.scene ?? '')} <small>${escaped(first?.act ?? '')}: ${escaped(first?.what ?? '')}</small></h2><div>${images}</div></section>`
  })
  const index = [...scenes.keys()].map((scene) => `<a href="#${escaped(scene)}">${escaped(scene)}</a>`).join(' ')
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Countersign: every screen</title>
<style>
body { margin: 24px; font: 14px/20px system-ui, sans-serif; background: #ddd; color: #222 }
h2 small { font-weight: 400; color: #444 }
section > div { display: flex; flex-wrap: wrap; gap: 12px; align-items: end }
figure { margin: 0 } figcaption { font-size: 12px }
img { display: block; height: 220px; border: 1px solid #999 }
nav { columns: 4; margin-bottom: 24px } nav a { display: block }
</style>
<h1>Every screen: ${scenes.size} scenes, ${pictures.length} pictures</h1>
<nav>${index}</nav>
${rows.join('\n')}
</html>
`
}
