import { announce } from '../announce.ts'
import { asAppError, invoke } from '../ipc.ts'
import type { Runs } from '../keyboard/layers.ts'
import { changeSettings, useSettings } from '../queries.ts'

const densities = ['compact', 'standard', 'comfortable'] as const

/** What can be done on every screen and has no button there: the palette, or a key of one's own, does it. */
export function useAppActions(): Runs {
  const settings = useSettings()
  const set = (change: Parameters<typeof changeSettings>[0], said: string) => () => {
    changeSettings(change).then(
      () => announce(said),
      (error: unknown) => announce(`Not changed: ${asAppError(error).message}`),
    )
  }
  const density = densities[(densities.indexOf(settings.density) + 1) % densities.length] ?? 'standard'
  return {
    'app.theme.light': set({ theme: 'light' }, 'Light.'),
    'app.theme.dark': set({ theme: 'dark' }, 'Dark.'),
    'app.theme.system': set({ theme: 'system' }, 'Light or dark as the system.'),
    'app.density': set({ density }, `Rows: ${density}.`),
    'app.confidence': set({ hide_confidence: !settings.hide_confidence }, settings.hide_confidence ? 'The agent’s confidence is shown.' : 'The agent’s confidence is hidden.'),
    'app.single-keys': set({ single_keys: !settings.single_keys }, settings.single_keys ? 'Single keys are off.' : 'Single keys are on.'),
    'app.sync': () => {
      Promise.all([invoke('outbox.flush'), invoke('sync.now')]).then(
        () => announce('Sending and fetching.'),
        (error: unknown) => announce(asAppError(error).message),
      )
    },
  }
}
