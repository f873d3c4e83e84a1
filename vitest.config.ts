import { defineConfig } from 'vitest/config'

const project = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], ...options },
})

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      // One PostgreSQL per file: two files at a time is what two cores bear.
      project('database', { testTimeout: 30_000, hookTimeout: 60_000 }),
      project('integration', { testTimeout: 30_000, hookTimeout: 60_000 }),
    ],
    maxWorkers: 2,
  },
})
