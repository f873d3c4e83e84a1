import { useEffect, useState } from 'react'

/** Runs once what has changed is painted; soon after all the same when nothing is painted (a hidden window). */
export function afterFrame(work: () => void): void {
  let done = false
  const once = () => {
    if (done) return
    done = true
    clearTimeout(timer)
    work()
  }
  const timer = setTimeout(once, 100)
  requestAnimationFrame(() => setTimeout(once))
}

/** False until what is there since `drawn` has been painted: what only completes the picture is read then. */
export function usePainted(drawn: boolean): boolean {
  const [painted, setPainted] = useState(false)
  useEffect(() => {
    if (drawn) afterFrame(() => setPainted(true))
  }, [drawn])
  return painted
}
