import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { endChild, startBus } from './bus.ts'

const run = promisify(execFile)

export interface Keychain {
  /** to be given to the app, so that it finds this keychain and no other */
  env: Record<string, string>
  args: string[]
  stop(): Promise<void>
}

/**
 * A real keychain for one test: gnome-keyring, unlocked with an empty password, on a D-Bus session of its own and with
 * a home folder of its own. Needs Debian's packages `dbus` and `gnome-keyring`.
 */
export async function startKeychain(): Promise<Keychain> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-keychain-'))
  const bus = await startBus()
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: home }
  const keyring = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  keyring.stdin?.end('\n')
  while (!(await ownsName(env))) if (keyring.exitCode !== null) throw new Error('gnome-keyring-daemon ended at its start')
  return {
    env,
    args: ['--password-store=gnome-libsecret'],
    async stop() {
      await endChild(keyring)
      await bus.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Whether the secret service answers on this bus. */
async function ownsName(env: Record<string, string>): Promise<boolean> {
  const destination = 'org.freedesktop.DBus'
  const { stdout } = await run(
    'dbus-send',
    ['--session', '--print-reply', `--dest=${destination}`, '/', `${destination}.NameHasOwner`, 'string:org.freedesktop.secrets'],
    { env: { ...process.env, ...env } },
  )
  return stdout.includes('true')
}
