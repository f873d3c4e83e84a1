/**
 * Starts a worker of our own. The page lets no text become a script (trusted types): addresses of the app's own files,
 * through this one policy, are what it accepts. In a browser without trusted types the address is taken as it is.
 */
export function startWorker(address: string): Worker {
  return new Worker((policy === undefined ? address : policy.createScriptURL(address)) as string, { type: 'module' })
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): unknown }
}

const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('own-workers', {
  createScriptURL(address) {
    const { origin, href } = new URL(address, location.href)
    if (origin !== location.origin) throw new TypeError(`${origin} is not ours`)
    return href
  },
})
