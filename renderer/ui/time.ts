const steps: readonly [limit: number, size: number, unit: string][] = [
  [60, 1, 's'],
  [3_600, 60, 'min'],
  [86_400, 3_600, 'h'],
  [86_400 * 14, 86_400, 'd'],
  [86_400 * 60, 86_400 * 7, 'wk'],
  [86_400 * 730, 86_400 * 30.44, 'mo'],
]

/** How old something is, as short as can be: `now`, `5 min`, `2 h`, `3 d`. Clocks that disagree a little read as now. */
export function age(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1_000
  if (!Number.isFinite(seconds)) return ''
  if (seconds < 45) return seconds < -120 ? exactTime(iso) : 'now'
  for (const [limit, size, unit] of steps) if (seconds < limit) return `${Math.max(1, Math.floor(seconds / size))} ${unit}`
  return `${Math.floor(seconds / (86_400 * 365.25))} y`
}

/** The same within a sentence: `5 min ago`, `just now`. */
export function ago(iso: string, now: number): string {
  const text = age(iso, now)
  return text === 'now' ? 'just now' : /^\d+ \w+$/.test(text) ? `${text} ago` : text
}

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

export const exactTime = (iso: string): string => (Number.isNaN(Date.parse(iso)) ? iso : exact.format(new Date(iso)))
export const clockTime = (iso: string): string => (Number.isNaN(Date.parse(iso)) ? iso : clock.format(new Date(iso)))

/** As the interface's English has it. By hand: the first number of the first screen would wait for all of Intl's data. */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`
