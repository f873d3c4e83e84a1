import { describe, expect, it } from 'vitest'
import { contrast, over, parseColour, propertiesOf, type Colour, type Mode } from './colours.ts'
import { sources } from './sheets.ts'

const sheets = sources('.css')
const css = new Map(sheets).get('ui/tokens.css') ?? ''
const standard = propertiesOf(css, ':root')
const more = propertiesOf(css, ":root[data-contrast='more']")

const modes = (['light', 'dark'] as const).flatMap((mode) => (['standard', 'more'] as const).map((level) => ({ mode, level })))

/** The tokens as they hold in one mode; every colour by its name. */
function palette(mode: Mode, level: 'standard' | 'more'): (name: string) => Colour {
  const tokens = level === 'more' ? new Map([...standard, ...more]) : standard
  return (name) => {
    const colour = parseColour(tokens.get(`--${name}`) ?? '', mode)
    if (!colour) throw new Error(`--${name} is no colour`)
    return colour
  }
}

const surfaces = ['surface-rail', 'surface-list', 'surface-read', 'surface-raised', 'surface-sunken']
/** what may lie between a surface and the text on it */
const veils = ['surface-hover', 'surface-pressed', 'surface-selected']
const softs = ['accent', 'good', 'bad', 'wait']

describe.each(modes)('$mode, contrast $level', ({ mode, level }) => {
  const colour = palette(mode, level)
  const normal = level === 'more' ? 7 : 4.5
  const below = (text: string, least: number, backgrounds: readonly (readonly [name: string, surface: Colour])[]) =>
    backgrounds.map(([name, surface]) => ({ pair: `${text} on ${name}`, ratio: contrast(colour(text), surface) })).filter(({ ratio }) => ratio < least)

  const plain = surfaces.map((name) => [name, colour(name)] as const)
  const veiled = surfaces.flatMap((name) => veils.map((veil) => [`${veil} over ${name}`, over(colour(veil), colour(name))] as const))

  it('text is AA wherever it stands, hovered and selected too', () => {
    for (const text of ['text-read', 'text', 'text-soft', 'accent']) expect(below(text, normal, [...plain, ...veiled])).toEqual([])
    for (const text of ['good', 'bad', 'wait']) expect(below(text, normal, plain)).toEqual([])
  })

  it('a word on its own soft colour, as badges and notices are, is AA', () => {
    for (const tone of softs) {
      const tinted = surfaces.map((name) => [`${tone}-soft over ${name}`, over(colour(`${tone}-soft`), colour(name))] as const)
      for (const text of [tone, 'text', 'text-soft']) expect(below(text, normal, tinted)).toEqual([])
    }
  })

  it('what stands on the accent and in tooltips is AA', () => {
    expect(below('text-on-accent', normal, [['accent', colour('accent')], ['accent-strong', colour('accent-strong')]])).toEqual([])
    expect(below('text-on-tip', normal, [['surface-tip', colour('surface-tip')]])).toEqual([])
  })

  it('the reading pane is AAA: text, asides, code, links, on its surfaces', () => {
    const read = [['surface-read', colour('surface-read')], ['surface-sunken', colour('surface-sunken')], ['surface-hover over surface-read', over(colour('surface-hover'), colour('surface-read'))]] as const
    for (const text of ['text-read', 'text', 'text-aside', 'code-keyword', 'code-name', 'code-string', 'code-number', 'accent-strong']) expect(below(text, 7, read)).toEqual([])
  })

  it('controls and the focus ring stand out by 3 to 1', () => {
    for (const line of ['line-control', 'accent']) expect(below(line, 3, plain)).toEqual([])
    if (level === 'more') for (const line of ['line', 'line-strong']) expect(below(line, 3, plain)).toEqual([])
  })
})

it('every colour of the renderer is a token', () => {
  const literal = /oklch\(|#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/i
  const found = sheets
    .filter(([file]) => !file.endsWith('tokens.css'))
    .flatMap(([file, sheet]) => sheet.split('\n').filter((line) => literal.test(line)).map((line) => `${file}: ${line.trim()}`))
  expect(found).toEqual([])
})

it('the reading pane uses no softer text than its AAA asides', () => {
  const softer = sheets.filter(([file, sheet]) => /^ui\/(content|item)\/[^/]+$/.test(file) && sheet.includes('--text-soft')).map(([file]) => file)
  expect(softer).toEqual([])
})
