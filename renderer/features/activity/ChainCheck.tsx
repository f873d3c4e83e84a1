import { useQuery } from '@tanstack/react-query'
import { ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react'
import type { ChainProblem, ChainReports } from '../../../contract/activity.ts'
import { asAppError } from '../../app/ipc.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { queries } from '../../app/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Overlays.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { count, plural } from '../../ui/time.ts'
import { problemWords } from './words.ts'

/** Whether the record was tampered with: by what is kept here, and by the server's own account. */
export function ChainCheck({ workspace, open, onOpen }: { workspace: string | null; open: boolean; onOpen(open: boolean): void }) {
  const hint = useHints()('record.check')
  const check = useQuery({ ...queries.chainReports(workspace), enabled: open })
  const sync = useQuery(queries.sync()).data
  return (
    <>
      <Button size="small" hint={hint} onClick={() => onOpen(true)} data-testid="check-record">
        <ShieldCheck size={13} aria-hidden /> Check the record
      </Button>
      <Dialog
        open={open}
        onClose={() => onOpen(false)}
        title="Check of the record"
        description="Each event carries a hash over what it says and over the hash of the event before it. A change anywhere breaks the chain from there on."
        wide
      >
        <div className="chain-check" data-testid="chain-check" aria-busy={check.isFetching}>
          {check.isFetching && <p role="status">Computing the hashes.</p>}
          {check.error && <ErrorNotice error={asAppError(check.error)} />}
          {check.data && !check.isFetching && <Reports reports={check.data} pulling={sync?.state === 'pulling' || sync?.state === 'starting'} />}
          <div className="dialog-actions">
            <Button action="app.retry" disabled={check.isFetching} onClick={() => void check.refetch()}>
              Check again
            </Button>
            <Button look="primary" action="app.escape" onClick={() => onOpen(false)}>
              Close
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  )
}

function Reports({ reports: { local, server }, pulling }: { reports: ChainReports; pulling: boolean }) {
  return (
    <>
      <Verdict
        title="On this computer"
        testId="chain-local"
        good={local.total_problems === 0}
        text={
          local.total_problems === 0
            ? `${plural(local.events, 'event')} in ${plural(local.targets, 'chain')}: every hash was computed again and agrees, and no chain ends earlier than it once did here.`
            : `${plural(local.total_problems, 'problem')} in ${plural(local.events, 'event')}.${pulling ? ' The record is still being fetched, so parts may be missing; check again when that is done.' : ' Nothing was changed here. Show it to whoever runs the server, with the list below.'}`
        }
        problems={local.problems}
        all={local.total_problems}
      />
      {server.ok ? (
        <Verdict
          title="On the server"
          testId="chain-server"
          good={server.total_problems === 0}
          text={
            server.total_problems === 0
              ? `${plural(server.events, 'event')}: the server finds every hash in order, every chain whole, and an event for every decision.`
              : `${plural(server.total_problems, 'problem')} in ${plural(server.events, 'event')}. Somebody with access to the database has changed the record. Compare with the check on this computer and with a backup.`
          }
          problems={server.problems}
          all={server.total_problems}
        />
      ) : (
        <div className="chain-verdict" data-testid="chain-server">
          <ShieldQuestion size={18} aria-hidden />
          <div>
            <h3>On the server</h3>
            <p>It could not be asked: {server.message} The check on this computer stands for itself; ask again when you are online.</p>
          </div>
        </div>
      )}
      {server.ok && server.events !== local.events && !pulling && (
        <p className="soft">
          The server has {count(server.events)} events and this computer {count(local.events)}: events that came in between, or a workspace that is not fully pulled.
        </p>
      )}
    </>
  )
}

interface VerdictProps {
  title: string
  testId: string
  good: boolean
  text: string
  problems: readonly ChainProblem[]
  all: number
}

function Verdict({ title, testId, good, text, problems, all }: VerdictProps) {
  const Icon = good ? ShieldCheck : ShieldAlert
  return (
    <div className="chain-verdict" data-good={good} data-testid={testId}>
      <Icon size={18} aria-hidden />
      <div>
        <h3>
          {title}: {good ? 'in order' : 'not in order'}
        </h3>
        <p>{text}</p>
        {problems.length > 0 && (
          <ul className="chain-problems" tabIndex={0} aria-label={`Problems, ${title.toLowerCase()}`}>
            {problems.map((problem, index) => (
              <li key={index}>
                <span className="event-code">
                  {problem.target_table.replace('work_', '')} {problem.target_id}
                  {problem.seq === null ? '' : `, event ${problem.seq}`}
                </span>
                <span>{problemWords[problem.problem]}</span>
              </li>
            ))}
            {all > problems.length && <li>and {count(all - problems.length)} more</li>}
          </ul>
        )}
      </div>
    </div>
  )
}
