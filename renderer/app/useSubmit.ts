import { useState } from 'react'
import type { AppError } from '../../contract/errors.ts'
import { asAppError } from './ipc.ts'

/** One form's way to main: busy while it runs, its error until the next try. */
export function useSubmit() {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const submit = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setError(null)
    try {
      await work()
      return true
    } catch (cause) {
      setError(asAppError(cause))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, submit, clear: () => setError(null) }
}
