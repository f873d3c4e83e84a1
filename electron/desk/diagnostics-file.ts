import type { AppInfo } from '../../contract/beginning.ts'
import type { AccountDesk } from './desk.ts'
import { redact } from '../shell/log.ts'

/**
 * What a person may send to whoever helps them: states, numbers and versions. No content, no names, no addresses;
 * messages of errors are redacted as in the log.
 */
export async function diagnosticsFile(desk: AccountDesk, info: Omit<AppInfo, 'key_stores' | 'demo' | 'profile'>, now: Date): Promise<string> {
  const [local, server] = await Promise.all([desk.diagnostics(), desk.serverHealth()])
  const { rss } = process.memoryUsage()
  const file = { made_at: now.toISOString(), versions: info, main_memory_bytes: rss, uptime_s: Math.round(process.uptime()), server, ...local }
  return `${JSON.stringify(redact(file), null, 2)}\n`
}
