/** Days as a date field has them (`2026-11-25`), in this computer's time zone. */

/** While a year is typed digit by digit the field says 0002, 0020, 0202: none that anybody means. */
const wholeDay = /^[1-9]\d{3}-\d\d-\d\d$/

/** When it begins, or `later` days after it, as ISO; null: it is no day, or its year is still being typed. */
export function startOfDay(day: string, later = 0): string | null {
  if (!wholeDay.test(day)) return null
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const start = new Date(year, month - 1, date)
  // The 31st of a shorter month would be the next month's first.
  if (start.getMonth() !== month - 1) return null
  start.setDate(date + later)
  return start.getFullYear() > 9_999 ? null : start.toISOString()
}

/** Its last moment. */
export function endOfDay(day: string): string | null {
  const next = startOfDay(day, 1)
  return next === null ? null : new Date(Date.parse(next) - 1).toISOString()
}

/** The day of a moment; '' for none. */
export function dayOf(iso: string | undefined): string {
  if (iso === undefined) return ''
  const date = new Date(iso)
  return `${String(date.getFullYear()).padStart(4, '0')}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
}
