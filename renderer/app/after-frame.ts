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
