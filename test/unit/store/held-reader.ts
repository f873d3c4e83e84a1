import { existsSync } from 'node:fs'
import { serve } from '../../../electron/store/serve.ts'

const gate = new Int32Array(new SharedArrayBuffer(4))

/** A store whose long queries take as long as the file that HELD_READER names is there. */
serve({
  onPoint: (name) => {
    while (name === 'reader.query' && existsSync(process.env['HELD_READER'] ?? '')) Atomics.wait(gate, 0, 0, 5)
  },
})
