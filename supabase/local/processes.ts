import { readFileSync } from 'node:fs'

/** Whether a process of this number runs. One that has ended and only waits to be reaped does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return statFields(pid)?.[0] !== 'Z'
}

/** When the process started, in the kernel's ticks, to tell a number that was given out again. Empty where unknown. */
export function startTime(pid: number): string {
  return statFields(pid)?.[19] ?? ''
}

/** The fields of /proc/<pid>/stat from the state on; undefined where there is no such file. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
