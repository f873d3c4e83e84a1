import { Database } from '../../electron/store/driver.ts'
import { serve } from '../../electron/store/serve.ts'
import { killerAt, type Orders } from './orders.ts'

/** The store's own thread with two additions: it dies at a point, and it can be made to forget to sync. */
const orders = JSON.parse(process.env['CRASH_ORDERS'] ?? '') as Orders

if (orders.plant === 'synchronous-off') {
  const exec = Database.prototype.exec
  Database.prototype.exec = function (this: Database, sql: string) {
    exec.call(this, sql.replace('synchronous = full', 'synchronous = off'))
  }
}

serve({ onPoint: killerAt(orders.kill), contentLimits: { bytes: orders.contentBytes } })
