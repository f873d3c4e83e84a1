import type { LocalDiagnostics } from '../../../contract/diagnostics.ts'
import type { ReplicatedTable } from '../../../contract/feed.ts'
import type { KeyStoreKind, SyncState } from '../../../contract/status.ts'
import type { Tone } from '../../ui/Badge.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { count } from '../../ui/time.ts'
import { ContentCheck } from './ContentCheck.tsx'
import { Fact, Section } from './Section.tsx'

const tableWords: Record<ReplicatedTable, string> = {
  workspaces: 'Workspaces',
  workspace_memberships: 'Memberships',
  baskets: 'Baskets',
  agents: 'Agents',
  projects: 'Projects',
  work_sessions: 'Sessions',
  work_artifacts: 'Artifacts',
  work_checkpoints: 'Checkpoints',
  review_events: 'Review events',
  work_iterations: 'Iterations',
  work_applications: 'Applications',
  context_mutations: 'Context mutations',
  claims: 'Claims',
  comments: 'Comments',
}

const syncWords: Record<SyncState, { tone: Tone; text: string }> = {
  stopped: { tone: 'plain', text: 'not syncing' },
  starting: { tone: 'accent', text: 'connecting' },
  pulling: { tone: 'accent', text: 'pulling' },
  live: { tone: 'good', text: 'live' },
  waiting: { tone: 'wait', text: 'tried again soon' },
  offline: { tone: 'wait', text: 'offline' },
  sign_in_needed: { tone: 'wait', text: 'sign-in needed' },
  failed: { tone: 'bad', text: 'stopped' },
}

const storageWords: Record<LocalDiagnostics['storage'], string> = { disk: 'on disk, encrypted', memory: 'in memory only', read_only: 'cannot be written to' }
const keyStoreWords: Record<KeyStoreKind, string> = { keychain: 'the system’s keychain', passphrase: 'behind your passphrase', key_file: 'a file beside it', temporary: 'memory only' }

const megabytes = (bytes: number) => `${count(Math.ceil(bytes / 1024 / 1024))} MB`

export function LocalSections({ local }: { local: LocalDiagnostics }) {
  const { sync, outbox, rows, contents, set_aside } = local
  const setAside = set_aside.file !== null ? set_aside.file : set_aside.rows === 0 ? 'none' : count(set_aside.rows)
  return (
    <>
      <Section title="Synchronising" state={syncWords[sync.state]} testId="sync-health">
        <Fact name="Last pull">{sync.last_pull_at === null ? 'none yet' : <RelativeTime at={sync.last_pull_at} sentence />}</Fact>
        <Fact name="Changes arrive">{sync.realtime ? 'at once' : 'when asked for'}</Fact>
        <Fact name="In this state">
          <RelativeTime at={sync.since} sentence />
        </Fact>
        {local.workspaces.map(({ id, epoch, cursor }) => (
          <Fact key={id} name={`Workspace ${id.slice(0, 8)}`}>
            <span className="cut" title={`${epoch ?? ''} ${cursor ?? ''}`}>
              {cursor === null ? 'not pulled yet' : `epoch ${epoch?.slice(0, 12) ?? 'unknown'}`}
            </span>
          </Fact>
        ))}
      </Section>
      <Section
        title="Outbox"
        state={outbox.conflicts + outbox.refused > 0 ? { tone: 'wait', text: 'came back to you' } : outbox.unsent > 0 ? { tone: 'wait', text: 'unsent' } : { tone: 'good', text: 'all sent' }}
        testId="outbox-health"
      >
        <Fact name="Unsent">{count(outbox.unsent)}</Fact>
        <Fact name="Under way">{count(outbox.sending)}</Fact>
        <Fact name="Conflicts">{count(outbox.conflicts)}</Fact>
        <Fact name="Refused">{count(outbox.refused)}</Fact>
        <Fact name="Drafts">{count(local.drafts)}</Fact>
        <Fact name="Found damaged">{setAside}</Fact>
      </Section>
      <Section
        title="Kept on this computer"
        state={local.storage === 'disk' ? { tone: 'good', text: 'writable' } : { tone: 'wait', text: storageWords[local.storage] }}
        testId="replica-health"
        actions={<ContentCheck total={contents.count} />}
      >
        {Object.entries(tableWords).map(([table, word]) => (
          <Fact key={table} name={word}>
            {count(rows[table as ReplicatedTable])}
          </Fact>
        ))}
        <Fact name="Contents">{count(contents.count)}</Fact>
        <Fact name="Their size">
          {megabytes(contents.bytes)} of {megabytes(contents.limit_bytes)}
        </Fact>
        <Fact name="Where">{storageWords[local.storage]}</Fact>
        <Fact name="Its key">{keyStoreWords[local.key_store]}</Fact>
        <Fact name="Built again at start">{local.replica_rebuilt ? 'yes' : 'no'}</Fact>
      </Section>
    </>
  )
}
