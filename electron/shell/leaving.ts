/** What the open account still has here when the app is about to end. */
export interface Left {
  /** decided, and not with the server */
  unsent: number
  /** in conflict or refused: they wait for the reviewer */
  returned: number
  /** false: a temporary account, whose decisions end with the app */
  kept: boolean
}

export const nothingLeft: Left = { unsent: 0, returned: 0, kept: true }

export interface Question {
  tone: 'question' | 'warning'
  message: string
  detail: string
  /** the second one ends the app */
  buttons: [stay: string, quit: string]
  /** what is asked for every time has none */
  stopAsking: string | null
}

/** What to ask before the end, or null. `ask`: the person has not switched it off; a loss is asked about in any case. */
export function questionOf({ unsent, returned, kept }: Left, ask: boolean): Question | null {
  if (unsent + returned === 0) return null
  if (!kept) {
    const all = unsent + returned
    return {
      tone: 'warning',
      message: unsent === 0 ? `${decisions(all)} came back and ${all === 1 ? 'waits' : 'wait'} for you.` : `${decisions(all)} ${all === 1 ? 'has' : 'have'} not reached the server.`,
      detail: `You chose not to keep anything on this computer. If you quit now, ${all === 1 ? 'it is' : 'they are'} lost.`,
      buttons: ['Stay', `Quit and lose ${all === 1 ? 'it' : 'them'}`],
      stopAsking: null,
    }
  }
  if (!ask) return null
  const sent = `${decisions(unsent)} ${unsent === 1 ? 'is' : 'are'} saved here and will be sent when you open Countersign again.`
  const back = `${decisions(returned)} came back from the server and ${returned === 1 ? 'waits' : 'wait'} for you in the tray.`
  return {
    tone: 'question',
    message: unsent === 0 ? back : sent,
    detail: unsent > 0 && returned > 0 ? back : unsent > 0 ? `Until then your colleagues do not see ${unsent === 1 ? 'it' : 'them'}.` : `Nothing is lost; ${returned === 1 ? 'it is' : 'they are'} still there next time.`,
    buttons: ['Stay', 'Quit'],
    stopAsking: 'Do not ask again',
  }
}

const decisions = (count: number): string => (count === 1 ? 'One decision' : `${count.toLocaleString('en')} decisions`)
