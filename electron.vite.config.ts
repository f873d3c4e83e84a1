import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { asciiScripts } from './scripts/lib/ascii.mjs'
import { newestMigration } from './scripts/lib/migrations.mjs'

// Main and preload are built for Node 20 / Chromium 130, the oldest Electron that we run on (docs/decisions.md).
export default defineConfig({
  main: {
    plugins: [asciiScripts()],
    build: {
      target: 'node20',
      outDir: 'out/main',
      rollupOptions: {
        input: { main: 'electron/main.ts', 'store-worker': 'electron/store/worker.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs', minify: { mangle: false, compress: false, codegen: true } },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload has to be one CommonJS file.
      rollupOptions: {
        input: { preload: 'electron/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react({ jsxImportSource: '#jsx' }), asciiScripts()],
    worker: { format: 'es', plugins: () => [asciiScripts()] },
    define: { __NEWEST_MIGRATION__: JSON.stringify(newestMigration) },
    build: {
      target: 'chrome130',
      // Less to parse at start.
      minify: true,
      outDir: 'out/renderer',
      modulePreload: { polyfill: false },
      rollupOptions: { input: 'renderer/index.html' },
    },
  },
})
