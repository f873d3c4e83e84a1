import react from '@vitejs/plugin-react'
import { join } from 'node:path'
import { defineConfig } from 'vite'

/** `npx vite --config test/support/renderer-mock/vite.config.ts`: the renderer in a browser, for looking at it. */
export default defineConfig({
  root: join(import.meta.dirname, '../../..'),
  plugins: [react({ jsxImportSource: '#jsx' })],
  define: { __NEWEST_MIGRATION__: 'null' },
  server: { host: '127.0.0.1', port: Number(process.env['PORT'] ?? 5199), strictPort: true },
})
