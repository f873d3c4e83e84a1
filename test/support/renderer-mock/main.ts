import { createBridge } from './bridge.ts'

// The renderer as it is, on a main process that exists only in this page. Parameters: see bridge.ts.
const { bridge, mock } = createBridge(new URLSearchParams(location.search))
Object.assign(window, { countersign: bridge, mock })
await import('../../../renderer/app/main.tsx')
