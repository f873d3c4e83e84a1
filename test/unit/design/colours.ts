/** Colours of the style sheets as numbers: OKLCH to sRGB by CSS Color 4, contrast by WCAG 2.2. */
export interface Colour {
  /** 0..1, gamma-encoded sRGB as a screen mixes it */
  rgb: readonly [number, number, number]
  alpha: number
}

export type Mode = 'light' | 'dark'

/** The custom properties of one rule: name → value as written. */
export function propertiesOf(css: string, selector: string): Map<string, string> {
  const start = css.indexOf(`\n${selector} {`)
  if (start < 0) throw new Error(`no rule ${selector}`)
  const body = css.slice(start, css.indexOf('\n}', start))
  return new Map([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((match) => [match[1] ?? '', match[2] ?? '']))
}

/** `oklch(L C H / A)` or `light-dark(one, other)` of two of them; null for what is no colour. */
export function parseColour(value: string, mode: Mode): Colour | null {
  const pair = /^light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)$/.exec(value.trim())
  const single = pair ? pair[mode === 'light' ? 1 : 2] : value.trim()
  const parts = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?: \/ ([\d.]+))?\)$/.exec(single ?? '')
  if (!parts) return null
  const [lightness, chroma, hue] = parts.slice(1, 4).map(Number) as [number, number, number]
  return { rgb: oklchToRgb(lightness, chroma, hue), alpha: parts[4] === undefined ? 1 : Number(parts[4]) }
}

function oklchToRgb(lightness: number, chroma: number, hue: number): Colour['rgb'] {
  const angle = (hue * Math.PI) / 180
  const a = chroma * Math.cos(angle)
  const b = chroma * Math.sin(angle)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return linear.map((value) => encode(Math.min(1, Math.max(0, value)))) as unknown as Colour['rgb']
}

const encode = (value: number): number => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055)
const decode = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)

/** What a translucent colour becomes on an opaque one. */
export const over = (top: Colour, below: Colour): Colour => ({
  rgb: top.rgb.map((value, i) => value * top.alpha + (below.rgb[i] ?? 0) * (1 - top.alpha)) as unknown as Colour['rgb'],
  alpha: 1,
})

const luminance = ({ rgb: [r, g, b] }: Colour): number => 0.2126 * decode(r) + 0.7152 * decode(g) + 0.0722 * decode(b)

/** 1..21; `text` may be translucent, `surface` is opaque. */
export function contrast(text: Colour, surface: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(over(text, surface)), luminance(surface)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}
