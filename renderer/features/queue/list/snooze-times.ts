/** When a snoozed item comes back; by the clock of this computer. */
export interface SnoozeTime {
  label: string
  until: Date
}

const at = (now: Date, days: number, hour: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour)

/** Later today, tomorrow and next week, as they are now; late in the day "later today" would be tomorrow and is left out. */
export function snoozeTimes(now: Date): SnoozeTime[] {
  const later = new Date(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours() + 3)
  const toMonday = (8 - now.getDay()) % 7 || 7
  return [
    ...(later.getDate() === now.getDate() ? [{ label: 'Later today', until: later }] : []),
    { label: 'Tomorrow', until: at(now, 1, 8) },
    { label: 'Next week', until: at(now, toMonday, 8) },
  ]
}

const words = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
export const snoozeWords = (until: Date): string => words.format(until)
