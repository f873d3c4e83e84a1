import type { notifyManager } from '@tanstack/react-query'

/**
 * Has what TanStack Query tells its subscribers delivered in one task for all that is due: a key press has some sixty
 * notifications, and a timer for each would delay the next key. One that throws is an uncaught error of its own and takes
 * none of the others along.
 */
export function deliverTogether(manager: Pick<typeof notifyManager, 'setScheduler' | 'setNotifyFunction'>): void {
  manager.setNotifyFunction((notify) => {
    try {
      notify()
    } catch (error) {
      reportError(error)
    }
  })
  let due: (() => void)[] = []
  manager.setScheduler((deliver) => {
    if (due.push(deliver) > 1) return
    setTimeout(() => {
      const all = due
      due = []
      for (const each of all) each()
    })
  })
}
