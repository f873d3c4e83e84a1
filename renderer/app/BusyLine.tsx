import { useIsFetching, useIsMutating, type Query } from '@tanstack/react-query'

/** Asked for by somebody who waits: nothing of it is on screen yet. What is read again behind its own picture is quiet. */
const isAwaited = (query: Query): boolean => query.state.status === 'pending'

/**
 * Progress of whatever takes longer than 300 ms, the same for every screen: reads that have nothing to show yet, and
 * what a button has set off. It has its place without taking any.
 */
export function BusyLine() {
  const reading = useIsFetching({ predicate: isAwaited })
  const writing = useIsMutating()
  if (reading + writing === 0) return null
  return <div className="busy-line" role="progressbar" aria-label="Working" data-testid="busy" />
}
