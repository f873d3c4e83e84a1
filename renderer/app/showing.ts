import { useEffect } from 'react'
import { invoke } from './ipc.ts'
import type { Route } from './navigation.ts'

/** One has stayed somewhere for so long before main hears of it: deciding fast costs no calls. */
const staysMs = 250
let timer: ReturnType<typeof setTimeout> | undefined

/** Tells main what is on screen, so that no notification says what is in sight. `item`: the open item or session. */
export function useShowing(screen: Route['screen'], item: string | null): void {
  useEffect(() => {
    clearTimeout(timer)
    timer = setTimeout(() => void invoke('app.showing', { screen, item }).catch(() => undefined), staysMs)
  }, [screen, item])
}
