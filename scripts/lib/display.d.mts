/** Whether windows need a display of ours: only on Linux, and only where none is offered. */
export function needsDisplay(env?: NodeJS.ProcessEnv, platform?: NodeJS.Platform): boolean
/** A virtual display (Xvfb) that ends with this process; nothing where there is a display already. */
export function ensureDisplay(env?: NodeJS.ProcessEnv): Promise<{ env: Record<string, string>; stop: () => Promise<void> }>
