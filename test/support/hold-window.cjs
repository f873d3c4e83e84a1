// Loaded into the app under test before its own code: no window opens before Playwright has attached itself. Playwright
// does the same, with switches of its own on top, where it chooses the executable; a window that opens while it attaches
// is sometimes never reported, and the test waits for it until its time is up.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- it is loaded by require itself
const { app } = require('electron')

const ready = app.whenReady()
const attached = new Promise((resolve) => {
  globalThis.__playwright_run = resolve
})
app.whenReady = () => attached.then(() => ready)
