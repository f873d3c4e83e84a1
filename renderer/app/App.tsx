import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useState } from 'react'
import type { AuthStatus, Connection } from '../../contract/status.ts'
import { OutboxTray } from '../features/outbox/OutboxTray.tsx'
import { QueueController } from '../features/queue/controller.ts'
import { QueueScreen } from '../features/queue/QueueScreen.tsx'
import { KeyHints } from '../ui/Button.tsx'
import { TooltipProvider } from '../ui/Overlays.tsx'
import { ErrorState, Loading } from '../ui/States.tsx'
import { useAppearance } from './appearance.ts'
import { addingAccount } from './accounts.tsx'
import { Boundary } from './Boundary.tsx'
import { asAppError } from './ipc.ts'
import { useHints } from './keyboard/keymap.ts'
import { useKeySettings } from './keyboard/use-key-settings.ts'
import { later, loadTheRest } from './later.tsx'
import { chosenWorkspace, navigate, useRoute, type Route } from './navigation.ts'
import { forgetAccount, queries, queryClient } from './queries.ts'
import { Shell } from './Shell.tsx'
import { useShowing } from './showing.ts'
import { useSelected, useStore } from './store.ts'

const ConnectScreen = later(async () => (await import('../features/sign-in/ConnectScreen.tsx')).ConnectScreen)
const SignInScreen = later(async () => (await import('../features/sign-in/SignInScreen.tsx')).SignInScreen)
const SignInAgain = later(async () => (await import('../features/sign-in/SignInScreen.tsx')).SignInAgain)
const UnlockScreen = later(async () => (await import('../features/sign-in/UnlockScreen.tsx')).UnlockScreen)
const SessionsScreen = later(async () => (await import('../features/sessions/SessionsScreen.tsx')).SessionsScreen)
const ProjectsScreen = later(async () => (await import('../features/projects/ProjectsScreen.tsx')).ProjectsScreen)
const ActivityScreen = later(async () => (await import('../features/activity/ActivityScreen.tsx')).ActivityScreen)
const InsightsScreen = later(async () => (await import('../features/insights/InsightsScreen.tsx')).InsightsScreen)
const PeopleScreen = later(async () => (await import('../features/people/PeopleScreen.tsx')).PeopleScreen)
const SettingsScreen = later(async () => (await import('../features/settings/SettingsScreen.tsx')).SettingsScreen)
const DiagnosticsScreen = later(async () => (await import('../features/diagnostics/DiagnosticsScreen.tsx')).DiagnosticsScreen)

export function App() {
  return (
    <Boundary>
      <QueryClientProvider client={queryClient}>
        <TooltipProvider>
          <KeyHints value={useHints()}>
            <Gate />
          </KeyHints>
        </TooltipProvider>
      </QueryClientProvider>
    </Boundary>
  )
}

/** Which of the outer screens one is on: everything before the account is open, or the app. */
function Gate() {
  useAppearance()
  useKeySettings()
  const auth = useQuery(queries.auth())
  const [changingServer, setChangingServer] = useState(false)
  const adding = useStore(addingAccount)

  if (auth.isError) return <ErrorState error={asAppError(auth.error)} onRetry={() => void auth.refetch()} />
  if (!auth.data) return <Loading>Starting.</Loading>
  const status = auth.data
  switch (status.state) {
    case 'starting':
      return <Loading>Starting.</Loading>
    case 'not_connected':
      return <ConnectScreen />
    case 'signed_out':
      return changingServer ? (
        <ConnectScreen before={status.connection} onDone={() => setChangingServer(false)} />
      ) : (
        <SignInScreen connection={status.connection} onChangeServer={() => setChangingServer(true)} />
      )
    case 'locked':
      if (adding) return <AddAccount open={status.connection} />
      return <UnlockScreen key={status.id} email={status.email} connection={status.connection} />
    case 'signed_in':
    case 'sign_in_needed':
      if (adding) return <AddAccount open={status.connection} />
      return <Account key={status.account.id} auth={status} />
  }
}

/** Another account beside the open one, at its server or at another. */
function AddAccount({ open }: { open: Connection }) {
  const connection = useQuery(queries.connection()).data ?? open
  const [changingServer, setChangingServer] = useState(false)
  if (changingServer) return <ConnectScreen before={connection} onDone={() => setChangingServer(false)} />
  return <SignInScreen connection={connection} onChangeServer={() => setChangingServer(true)} onBack={() => addingAccount.set(false)} />
}

/** One person's app: their queue lives as long as this. */
function Account({ auth }: { auth: Extract<AuthStatus, { state: 'signed_in' | 'sign_in_needed' }> }) {
  const route = useRoute()
  const [controller] = useState(() => new QueueController())
  const [signingIn, setSigningIn] = useState(false)
  const started = useStore(controller.started)
  // The screen is drawn once, with the queue's first answer.
  useLayoutEffect(() => {
    controller.start()
    return () => {
      controller.stop()
      forgetAccount()
      chosenWorkspace.set(null)
      navigate({ screen: 'queue' })
    }
  }, [controller])

  useEffect(() => (started ? loadTheRest() : undefined), [started])

  if (!started) return null
  return (
    <Shell auth={auth} onSignIn={() => setSigningIn(true)}>
      {route.screen === 'queue' && <QueueScreen controller={controller} route={route} />}
      {route.screen === 'sessions' && <SessionsScreen route={route} />}
      {route.screen === 'projects' && <ProjectsScreen route={route} />}
      {route.screen === 'insights' && <InsightsScreen />}
      {route.screen === 'activity' && <ActivityScreen />}
      {route.screen === 'people' && <PeopleScreen />}
      {route.screen === 'settings' && <SettingsScreen auth={auth} />}
      {route.screen === 'diagnostics' && <DiagnosticsScreen />}
      <OutboxTray />
      <Showing controller={controller} route={route} />
      {signingIn && auth.state === 'sign_in_needed' && <SignInAgain account={auth.account} onClose={() => setSigningIn(false)} />}
    </Shell>
  )
}

/** Alone, so that a decision renders nothing else for it. */
function Showing({ controller, route }: { controller: QueueController; route: Route }) {
  const item = useSelected(controller.state, ({ mounted }) => mounted?.detail.item.id ?? null)
  useShowing(route.screen, route.screen === 'queue' ? item : route.screen === 'sessions' ? (route.id ?? null) : null)
  return null
}
