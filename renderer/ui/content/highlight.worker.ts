import { common, createLowlight } from 'lowlight'

/** The highlighter, in a thread of its own: its rules can be held up by hostile code, the screen must not. */
const lowlight = createLowlight(common)

addEventListener('message', ({ data }: MessageEvent<{ text: string; language: string }>) => {
  postMessage(lowlight.registered(data.language) ? lowlight.highlight(data.language, data.text) : null)
})
