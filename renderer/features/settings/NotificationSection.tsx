import type { NotificationSettings } from '../../../contract/settings.ts'
import { Segmented, Switch } from '../../ui/Choices.tsx'
import { Line, Section } from './parts.tsx'

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
      <Line label="Checkpoints" text="When an agent asks and its session waits for the answer.">
        <Switch label="Notify of checkpoints" checked={settings.checkpoints} onChange={(checkpoints) => change({ checkpoints })} testId="notify-checkpoints" />
      </Line>
      <Line label="Mentions" text="When a comment names you.">
        <Switch label="Notify of mentions" checked={settings.mentions} onChange={(mentions) => change({ mentions })} testId="notify-mentions" />
      </Line>
      <Line label="Overdue items" text="When something has waited longer than its workspace allows.">
        <Switch label="Notify of overdue items" checked={settings.overdue} onChange={(overdue) => change({ overdue })} testId="notify-overdue" />
      </Line>
      <Line label="What they say" text="Anybody who sees this desktop can read a notification.">
        <Segmented
          label="What notifications say"
          value={settings.content}
          options={[
            { value: 'titles', label: 'Titles' },
            { value: 'counts', label: 'Only how many', testId: 'notify-counts' },
          ]}
          onChange={(content) => change({ content })}
        />
      </Line>
      <Line label="Quiet hours" text="Nothing is shown then; the count on the app’s icon goes on.">
        <Switch label="Quiet hours" checked={quiet.on} onChange={(on) => change({ quiet: { ...quiet, on } })} testId="quiet-hours" />
      </Line>
      {quiet.on && (
        <Line label="Quiet from, until" text="By the clock of this computer; may go past midnight.">
          <Time label="Quiet from" value={quiet.from} onChange={(from) => change({ quiet: { ...quiet, from } })} />
          <span className="soft">to</span>
          <Time label="Quiet until" value={quiet.to} onChange={(to) => change({ quiet: { ...quiet, to } })} />
        </Line>
      )}
    </Section>
  )
}

/** `HH:MM`; a field that is left half filled goes back to what it was. */
function Time({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  return (
    <input
      className="input settings-time tabular"
      type="time"
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
