import { compareContents } from './model.ts'

/** The comparison, in a thread of its own: two hostile texts may take as long as they like, the screen does not wait. */
addEventListener('message', ({ data }: MessageEvent<{ id: number; before: string; after: string }>) => {
  postMessage({ id: data.id, comparison: compareContents(data.before, data.after) })
})
