import { installBridge } from './bridge.ts'

// The renderer as it is, on a main process that exists only in this page. Parameters: see bridge.ts.
installBridge(new URLSearchParams(location.search))
await import('../../../renderer/app/main.tsx')
