import type { NotificationSettings } from '../../../contract/settings.ts'
import { Line } from '../../ui/Lines.tsx'
import { ChoiceLine, Section, SwitchLine } from './parts.tsx'

interface NotificationSectionProps {
  settings: NotificationSettings
  onChange(settings: NotificationSettings): void
}

/** What the desktop may say, how much of it, and when not. */
export function NotificationSection({ settings, onChange }: NotificationSectionProps) {
  const change = (next: Partial<NotificationSettings>) => onChange({ ...settings, ...next })
  const { quiet } = settings
  return (
    <Section title="Notifications">
      <SwitchLine label="Checkpoints" text="When an agent asks and its session waits for the answer." value={settings.checkpoints} onChange={(checkpoints) => change({ checkpoints })} testId="notify-checkpoints" />
      <SwitchLine label="Mentions" text="When a comment names you." value={settings.mentions} onChange={(mentions) => change({ mentions })} testId="notify-mentions" />
      <SwitchLine label="Overdue items" text="When something has waited longer than its workspace allows." value={settings.overdue} onChange={(overdue) => change({ overdue })} testId="notify-overdue" />
      <ChoiceLine
        label="What they say"
        text="Anybody who sees this desktop can read a notification."
        value={settings.content}
        options={[
          { value: 'titles', label: 'Titles' },
          { value: 'counts', label: 'Only how many', testId: 'notify-counts' },
        ]}
        onChange={(content) => change({ content })}
      />
      <SwitchLine label="Quiet hours" text="Nothing is shown then; the count on the app’s icon goes on." value={quiet.on} onChange={(on) => change({ quiet: { ...quiet, on } })} testId="quiet-hours" />
      {quiet.on && (
        <Line label="Quiet from, until" text="By the clock of this computer; may go past midnight.">
          <Time label="Quiet from" value={quiet.from} onChange={(from) => change({ quiet: { ...quiet, from } })} />
          <span className="soft">to</span>
          <Time label="Quiet until" testId="quiet-until" value={quiet.to} onChange={(to) => change({ quiet: { ...quiet, to } })} />
        </Line>
      )}
    </Section>
  )
}

/** `HH:MM`; a field that is left half filled goes back to what it was. */
function Time({ label, value, testId, onChange }: { label: string; value: string; testId?: string; onChange(value: string): void }) {
  return (
    <input
      className="input settings-time tabular"
      type="time"
      data-testid={testId}
      aria-label={label}
      key={value}
      defaultValue={value}
      onBlur={(event) => {
        if (event.target.value === '') event.target.value = value
        else if (event.target.value !== value) onChange(event.target.value)
      }}
    />
  )
}
