import type { Connection } from '../../contract/status.ts'
import { isLoopback } from './connection.ts'

/** The demo signs itself in, but only to a stack on this computer. */
export function demoCredentials(env: NodeJS.ProcessEnv, connection: Connection | null): { email: string; password: string } | null {
  const email = env['COUNTERSIGN_DEMO_EMAIL']
  const password = env['COUNTERSIGN_DEMO_PASSWORD']
  if (!email || !password || !connection || !isLoopback(new URL(connection.url).hostname)) return null
  return { email, password }
}
