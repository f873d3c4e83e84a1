import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AppError } from '../../../contract/errors.ts'
import type { Settings } from '../../../contract/settings.ts'
import type { AuthStatus } from '../../../contract/status.ts'
import { asAppError } from '../../app/ipc.ts'
import { changeSettings, queries, useSettings } from '../../app/queries.ts'
import { ErrorNotice } from '../../ui/States.tsx'
import { AccountSection } from './AccountSection.tsx'
import { KeysSection } from './KeysSection.tsx'
import { NotificationSection } from './NotificationSection.tsx'
import { ChoiceLine, NumberLine, Section, SwitchLine } from './parts.tsx'
import { SecuritySection } from './SecuritySection.tsx'
import { TemplatesSection } from './TemplatesSection.tsx'
import './settings.css'

export function SettingsScreen({ auth }: { auth: Extract<AuthStatus, { state: 'signed_in' | 'sign_in_needed' }> }) {
  const settings = useSettings()
  const info = useQuery(queries.info()).data
  const [error, setError] = useState<AppError | null>(null)
  const change = (next: Partial<Settings>) => {
    setError(null)
    changeSettings(next).catch((cause: unknown) => setError(asAppError(cause)))
  }
  return (
    <section className="screen" aria-label="Settings">
      <header className="screen-head">
        <h1>Settings</h1>
      </header>
      <div className="screen-scroll">
        <div className="settings">
          {error && <ErrorNotice error={error} />}
          <Section title="Appearance">
            <ChoiceLine
              label="Theme"
              value={settings.theme}
              options={[
                { value: 'system', label: 'System', testId: 'theme-system' },
                { value: 'light', label: 'Light', testId: 'theme-light' },
                { value: 'dark', label: 'Dark', testId: 'theme-dark' },
              ]}
              onChange={(theme) => change({ theme })}
            />
            <ChoiceLine
              label="Contrast"
              text="High: black on white or white on black, with strong lines. System: as this computer asks for."
              value={settings.contrast}
              options={[
                { value: 'system', label: 'System', testId: 'contrast-system' },
                { value: 'more', label: 'High', testId: 'contrast-more' },
              ]}
              onChange={(contrast) => change({ contrast })}
            />
            <ChoiceLine
              label="Rows"
              text="How tall the rows of a list are."
              value={settings.density}
              options={[
                { value: 'compact', label: 'Compact' },
                { value: 'standard', label: 'Standard' },
                { value: 'comfortable', label: 'Two lines' },
              ]}
              onChange={(density) => change({ density })}
            />
          </Section>
          <Section title="Deciding">
            <NumberLine
              id="undo-seconds"
              label="Undo without a trace"
              text="So many seconds a decision waits here before it is sent. Later, undo asks the server to reopen it."
              unit="s"
              min={0}
              max={60}
              value={settings.undo_seconds}
              onChange={(undo_seconds) => change({ undo_seconds })}
            />
            <SwitchLine label="Ask before quitting with something unsent" text="Says how many decisions wait here for the server. They are kept and sent next time either way." value={settings.ask_at_quit} onChange={(ask_at_quit) => change({ ask_at_quit })} testId="ask-at-quit" />
            <SwitchLine label="Single keys" text="A approves, R rejects, J and K move. Off: only buttons, arrows and keys with a modifier; the palette finds every action." value={settings.single_keys} onChange={(single_keys) => change({ single_keys })} testId="single-keys" />
            <SwitchLine label="Hide the agent’s confidence" text="Until you have decided: a number seen first pulls one’s own judgement towards it." value={settings.hide_confidence} onChange={(hide_confidence) => change({ hide_confidence })} />
            <SwitchLine label="Show colleagues what I look at" text="They see your name beside the item that is on your screen. Off: you still see theirs." value={settings.share_presence} onChange={(share_presence) => change({ share_presence })} />
            <NumberLine
              id="bulk-sample"
              label="Look before approving many"
              text="So many items, drawn at random, are looked at before a whole selection is approved. 0: none."
              unit="items"
              value={settings.bulk_sample}
              min={0}
              max={20}
              onChange={(bulk_sample) => change({ bulk_sample })}
            />
            <SwitchLine label="Say when something was approved unread" text="A quiet line after the decision, when a text was not scrolled through or was too long for the time. It never holds you up." value={settings.pace_hints} onChange={(pace_hints) => change({ pace_hints })} testId="pace-hints" />
          </Section>
          <NotificationSection settings={settings.notifications} onChange={(notifications) => change({ notifications })} />
          <TemplatesSection key={`templates of ${auth.account.id}`} />
          <KeysSection overrides={settings.keys} onChange={(keys) => change({ keys })} />
          <AccountSection key={auth.account.id} auth={auth} />
          <SecuritySection />
          <Section title="On this computer">
            <NumberLine
              id="content-limit"
              label="Room for texts"
              text="So much is kept here; then what was read longest ago goes. What waits for you, and what you keep offline, always stays."
              unit="MB"
              min={64}
              max={100_000}
              value={settings.content_limit_mb}
              onChange={(content_limit_mb) => change({ content_limit_mb })}
            />
          </Section>
          <Section title="About">
            {info && (
              <dl className="versions tabular">
                {[
                  ['Countersign', info.version],
                  ['Electron', info.electron],
                  ['Chromium', info.chromium],
                  ['Node', info.node],
                  ['System', info.platform],
                ].map(([name, version]) => (
                  <div key={name}>
                    <dt className="soft">{name}</dt>
                    <dd>{version}</dd>
                  </div>
                ))}
              </dl>
            )}
          </Section>
        </div>
      </div>
    </section>
  )
}
