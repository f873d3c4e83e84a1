import { useMutation } from '@tanstack/react-query'
import { asAppError, invoke } from '../../app/ipc.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { count, plural } from '../../ui/time.ts'

/** Contents against their hashes: a sample at once, all of them when asked. */
export function ContentCheck({ total }: { total: number }) {
  const check = useMutation({ mutationFn: (whole: boolean) => invoke('diagnostics.check_contents', { whole }) })
  return (
    <div className="diagnostics-check">
      <Button size="small" action="settings.check-sample" disabled={check.isPending} onClick={() => check.mutate(false)} data-testid="check-sample">
        Check a sample
      </Button>
      <Button size="small" action="settings.check-whole" disabled={check.isPending} onClick={() => check.mutate(true)} data-testid="check-whole">
        Check all {count(total)}
      </Button>
      <p role="status" data-testid="check-result">
        {check.isPending && 'Checking against the hashes.'}
        {check.data &&
          (check.data.broken === 0
            ? `${plural(check.data.checked, 'content')} checked, all as the server sent them.`
            : `${plural(check.data.checked, 'content')} checked, ${count(check.data.broken)} damaged: removed, and fetched again.`)}
      </p>
      {check.error && <ErrorNotice error={asAppError(check.error)} />}
    </div>
  )
}
