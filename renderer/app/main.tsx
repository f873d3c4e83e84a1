import './ask-beginning.ts'
import './without-eval.ts'
import { StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import '../ui/tokens.css'
import '../ui/base.css'
import '../ui/fields.css'
import '../ui/forced-colours.css'
import './shell.css'
import { App } from './App.tsx'
import { askBeginning, changedSince } from './beginning.ts'
import { connectEvents } from './events.ts'
import { keepBeginning } from './queries.ts'

/** So long, in ms, the page stays blank for main's first answer. */
const patience = 200

// Libraries that write a style element ask for the page's nonce by this name.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content
if (nonce !== undefined) Object.assign(globalThis, { __webpack_nonce__: nonce })

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const app = createRoot(root)
connectEvents()
const begun = askBeginning().then((beginning) => beginning && keepBeginning(beginning, changedSince()))
// At once and not in slices: nothing is on screen yet that a slice would let go first.
const draw = () =>
  flushSync(() =>
    app.render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  )
void Promise.race([begun, new Promise((resolve) => setTimeout(resolve, patience))]).then(draw)
