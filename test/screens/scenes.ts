import type { Act } from './arrange.ts'
import { atTheDesk } from './at-the-desk.ts'
import { atWork } from './at-work.ts'
import { lookingAbout } from './looking-about.ts'
import { plainStates } from './plain-states.ts'
import { signingIn } from './signing-in.ts'
import { whatAgentsMake } from './what-agents-make.ts'
import { withoutServer } from './without-server.ts'

/** In the order in which they are played. A new screen is one entry in the act that it belongs to. */
export const acts: readonly Act[] = [...signingIn, ...atWork, ...lookingAbout, atTheDesk, whatAgentsMake, plainStates, withoutServer]
