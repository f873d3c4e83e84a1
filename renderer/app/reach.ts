import { useQuery } from '@tanstack/react-query'
import { queries } from './queries.ts'

/**
 * Why what only the server can do can't be done now; null: it can. Decisions, projects and sessions go by the outbox and
 * never ask; people, workspaces and sign-ins do.
 */
export function useOutOfReach(): string | null {
  switch (useQuery(queries.sync()).data?.state) {
    case 'offline':
      return 'Offline: only the server can change this. What you typed stays, and can be sent when you are online again.'
    case 'sign_in_needed':
      return 'The server wants you to sign in again first. What you typed stays.'
    default:
      return null
  }
}
