import { useQuery } from '@tanstack/react-query'
import { Activity, FolderKanban, Inbox, KeyRound, Keyboard, Layers, Settings as SettingsIcon, Users, type LucideIcon } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { AuthStatus } from '../../contract/status.ts'
import { Button, Kbd } from '../ui/Button.tsx'
import { Tooltip } from '../ui/Overlays.tsx'
import { announcement } from './announce.ts'
import { HelpDialog } from './HelpDialog.tsx'
import { openSequence, useKeys } from './keyboard/layers.ts'
import { LinkDialog } from './LinkDialog.tsx'
import { navigate, tray, useRoute, type Route } from './navigation.ts'
import { queries } from './queries.ts'
import { useStore } from './store.ts'
import { SyncLine } from './SyncLine.tsx'

const places: readonly { screen: Route['screen']; label: string; letter: string; icon: LucideIcon }[] = [
  { screen: 'queue', label: 'Queue', letter: 'q', icon: Inbox },
  { screen: 'sessions', label: 'Sessions', letter: 's', icon: Layers },
  { screen: 'projects', label: 'Projects', letter: 'p', icon: FolderKanban },
  { screen: 'people', label: 'Workspace', letter: 'w', icon: Users },
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
  const demo = useQuery(queries.info()).data?.demo ?? false
  const group = 'Everywhere'
  useKeys([
    ...places.map(({ screen: to, label, letter }) => ({ key: `g ${letter}`, label: `Go to ${label.toLowerCase()}`, group, run: () => navigate({ screen: to }) })),
    { key: 'g o', label: 'Go to the outbox', group, run: () => tray.set(true) },
    { key: 'g d', label: 'Go to diagnostics', group, run: () => navigate({ screen: 'diagnostics' }) },
    { key: 'g ,', label: 'Go to settings', group, run: () => navigate({ screen: 'settings' }) },
    { key: '?', label: 'Show the keys', group, run: () => setHelp(true) },
  ])

  return (
    <div className="shell">
      <nav className="rail" aria-label="Screens">
        {places.map((place) => (
          <RailButton key={place.screen} screen={place.screen} label={place.label} icon={place.icon} current={screen === place.screen} />
        ))}
        <span className="rail-gap" />
        <Tooltip text="Keys" hint="?" side="right">
          <button type="button" className="rail-button" aria-label="Keys" data-testid="help" onClick={() => setHelp(true)}>
            <Keyboard size={18} strokeWidth={1.75} aria-hidden />
          </button>
        </Tooltip>
        <RailButton screen="diagnostics" label="Diagnostics" icon={Activity} current={screen === 'diagnostics'} />
        <RailButton screen="settings" label="Settings" icon={SettingsIcon} current={screen === 'settings'} />
      </nav>
      <main className="shell-main">
        {auth.state === 'sign_in_needed' && (
          <div className="banner" role="status" data-testid="sign-in-needed">
            <KeyRound size={16} aria-hidden />
            <span>
              <strong>The server wants you to sign in again.</strong> Everything here stays readable; what you decide is kept and sent once you have.
            </span>
            <Button size="small" onClick={onSignIn}>
              Sign in
            </Button>
          </div>
        )}
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
      </main>
      <HelpDialog open={help} onClose={() => setHelp(false)} />
      <LinkDialog />
      <Announcer />
    </div>
  )
}

const railKeys: Record<Route['screen'], string> = { queue: 'G Q', sessions: 'G S', projects: 'G P', people: 'G W', diagnostics: 'G D', settings: 'G ,' }

function RailButton({ screen, label, icon: Icon, current }: { screen: Route['screen']; label: string; icon: LucideIcon; current: boolean }) {
  return (
    <Tooltip text={label} hint={railKeys[screen]} side="right">
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

/** After G: which letters it waits for. */
function SequenceHint() {
  const first = useStore(openSequence)
  if (first === null) return null
  return (
    <span className="sequence" role="status">
      <Kbd>{first}</Kbd> then <Kbd>Q</Kbd> queue <Kbd>S</Kbd> sessions <Kbd>P</Kbd> projects <Kbd>W</Kbd> workspace <Kbd>O</Kbd> outbox <Kbd>D</Kbd> diagnostics <Kbd>,</Kbd> settings
    </span>
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
