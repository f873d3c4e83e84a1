import { useQuery } from '@tanstack/react-query'
import { Activity, AlertTriangle, ChartColumn, FolderKanban, History, Inbox, KeyRound, Keyboard, Layers, Search, Settings as SettingsIcon, Users, type LucideIcon } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { AuthStatus } from '../../contract/status.ts'
import { Button, Kbd } from '../ui/Button.tsx'
import { Tooltip } from '../ui/Overlays.tsx'
import { AccountMenu } from './AccountMenu.tsx'
import { announcement, told } from './announce.ts'
import { BusyLine } from './BusyLine.tsx'
import { HelpDialog } from './HelpDialog.tsx'
import { actionOf, type ActionId } from './keyboard/actions.ts'
import { keys, printKey, useHints } from './keyboard/keymap.ts'
import { continuations, openSequence, useActions } from './keyboard/layers.ts'
import { LinkDialog } from './LinkDialog.tsx'
import { navigate, tray, useRoute, type Route } from './navigation.ts'
import { useAppActions } from './palette/app-actions.ts'
import { Palette } from './palette/Palette.tsx'
import { ProfileNotice } from './ProfileNotice.tsx'
import { queries } from './queries.ts'
import { useStore } from './store.ts'
import { SyncLine } from './SyncLine.tsx'

const places: readonly { screen: Route['screen']; label: string; icon: LucideIcon }[] = [
  { screen: 'queue', label: 'Queue', icon: Inbox },
  { screen: 'sessions', label: 'Sessions', icon: Layers },
  { screen: 'projects', label: 'Projects', icon: FolderKanban },
  { screen: 'insights', label: 'Insights', icon: ChartColumn },
  { screen: 'activity', label: 'Activity', icon: History },
  { screen: 'people', label: 'Workspace', icon: Users },
]

interface ShellProps {
  auth: Extract<AuthStatus, { state: 'signed_in' | 'sign_in_needed' }>
  onSignIn(): void
  children: ReactNode
}

/** The rail, the screen, the line at the foot: what stays while one goes about. */
export function Shell({ auth, onSignIn, children }: ShellProps) {
  const { screen } = useRoute()
  const [help, setHelp] = useState(false)
  const [palette, setPalette] = useState(false)
  const appActions = useAppActions()
  const demo = useQuery(queries.info()).data?.demo ?? false
  const hints = useHints()
  useActions({
    ...appActions,
    'app.palette': () => setPalette(true),
    'go.queue': () => navigate({ screen: 'queue' }),
    'go.sessions': () => navigate({ screen: 'sessions' }),
    'go.projects': () => navigate({ screen: 'projects' }),
    'go.insights': () => navigate({ screen: 'insights' }),
    'go.activity': () => navigate({ screen: 'activity' }),
    'go.people': () => navigate({ screen: 'people' }),
    'go.outbox': () => tray.set(true),
    'go.diagnostics': () => navigate({ screen: 'diagnostics' }),
    'go.settings': () => navigate({ screen: 'settings' }),
    'app.help': () => setHelp(true),
  })

  return (
    <div className="shell">
      <nav className="rail" aria-label="Screens">
        {places.map((place) => (
          <RailButton key={place.screen} screen={place.screen} label={place.label} icon={place.icon} current={screen === place.screen} />
        ))}
        <span className="rail-gap" />
        <Tooltip text="Find anything" hint={hints('app.palette')} side="right">
          <button type="button" className="rail-button" aria-label="Find anything" data-testid="open-palette" onClick={() => setPalette(true)}>
            <Search size={18} strokeWidth={1.75} aria-hidden />
          </button>
        </Tooltip>
        <Tooltip text="Keys" hint={hints('app.help')} side="right">
          <button type="button" className="rail-button" aria-label="Keys" data-testid="help" onClick={() => setHelp(true)}>
            <Keyboard size={18} strokeWidth={1.75} aria-hidden />
          </button>
        </Tooltip>
        <RailButton screen="diagnostics" label="Diagnostics" icon={Activity} current={screen === 'diagnostics'} />
        <RailButton screen="settings" label="Settings" icon={SettingsIcon} current={screen === 'settings'} />
        <AccountMenu account={auth.account} url={auth.connection.url} />
      </nav>
      <main className="shell-main">
        <ProfileNotice />
        {auth.state === 'sign_in_needed' && (
          <div className="banner" role="status" data-testid="sign-in-needed">
            <KeyRound size={16} aria-hidden />
            <span>
              <strong>The server wants you to sign in again.</strong> Everything here stays readable; what you decide is kept and sent once you have.
            </span>
            <Button size="small" action="app.sign-in" onClick={onSignIn}>
              Sign in
            </Button>
          </div>
        )}
        <BusyLine />
        <div className="shell-screen">{children}</div>
        <footer className="foot">
          <SyncLine />
          <SequenceHint />
          {demo && (
            <span className="foot-demo soft" data-testid="demo">
              Demo: made-up work, local server
            </span>
          )}
        </footer>
        <Told />
      </main>
      <HelpDialog open={help} onClose={() => setHelp(false)} />
      <Palette open={palette} onClose={() => setPalette(false)} />
      <LinkDialog />
      <Announcer />
    </div>
  )
}

function RailButton({ screen, label, icon: Icon, current }: { screen: Route['screen']; label: string; icon: LucideIcon; current: boolean }) {
  const hints = useHints()
  return (
    <Tooltip text={label} hint={hints(`go.${screen}` satisfies ActionId)} side="right">
      <button
        type="button"
        className="rail-button"
        aria-label={label}
        aria-current={current ? 'page' : undefined}
        data-testid={`go-${screen}`}
        onClick={() => navigate({ screen })}
      >
        <Icon size={18} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  )
}

/** After G or Z: which keys it waits for. */
function SequenceHint() {
  const first = useStore(openSequence)
  const { map } = useStore(keys)
  if (first === null) return null
  return (
    <span className="sequence" role="status">
      <Kbd>{printKey(first)}</Kbd> then
      {continuations(first).map((id) => (
        <span key={id}>
          <Kbd>{printKey(map.keyOf(id)?.split(' ')[1] ?? '')}</Kbd> {actionOf(id).label.toLowerCase()}
        </span>
      ))}
    </span>
  )
}

/** Spoken by the announcer already. */
function Told() {
  const text = useStore(told)
  if (text === null) return null
  return (
    <p className="told" data-testid="told">
      <AlertTriangle size={16} aria-hidden />
      <span dir="auto">{text}</span>
    </p>
  )
}

function Announcer() {
  const text = useStore(announcement)
  return (
    <div className="unseen" aria-live="polite" role="log" data-testid="announcer">
      {text}
    </div>
  )
}
