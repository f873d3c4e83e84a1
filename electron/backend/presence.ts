import type { RealtimeChannel } from '@supabase/supabase-js'
import { look, type Look, type LookTarget, type Viewer } from '../../contract/presence.ts'

/** After so long without a word somebody is taken to have left the desk. */
const expiryMs = 10 * 60_000
/** Walking through a list is not looking at each of its items. */
const settleMs = 800
/** Names and hints, not a list of hundreds: what one workspace may say at most. */
const most = 200

export interface PresenceOptions {
  userId: string
  onViewers(viewers: Viewer[]): void
  now?: () => number
}

/**
 * Who looks at what, over the Presence of the channels that pokes come by. My own look is told once it has stayed for 800 ms,
 * and once more on each channel that is joined again; what colleagues say is checked, and forgotten after ten minutes.
 */
export class Presence {
  readonly #options: PresenceOptions
  readonly #channels = new Map<string, RealtimeChannel>()
  readonly #joined = new Set<string>()
  #target: LookTarget = null
  #since = ''
  /** the workspace in which the present look was told */
  #told: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #expiry: ReturnType<typeof setTimeout> | undefined
  #said = '[]'

  constructor(options: PresenceOptions) {
    this.#options = options
  }

  /** Hears a channel that is about to be joined. */
  follow(workspaceId: string, channel: RealtimeChannel): void {
    this.#channels.set(workspaceId, channel)
    channel.on('presence', { event: 'sync' }, () => this.#changed())
  }

  joined(workspaceId: string, isJoined: boolean): void {
    if (isJoined) {
      this.#joined.add(workspaceId)
      if (this.#target?.workspace_id === workspaceId) this.#tell()
    } else {
      this.#joined.delete(workspaceId)
      if (this.#told === workspaceId) this.#told = null
    }
    this.#changed()
  }

  /** The channels are gone, or about to be. */
  forget(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#expiry)
    this.#channels.clear()
    this.#joined.clear()
    this.#told = null
    this.#changed()
  }

  look(target: LookTarget): void {
    this.#target = target
    this.#since = new Date(this.#now()).toISOString()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tell(), settleMs)
  }

  /** The earlier look is taken back first: realtime-js keeps one that is only replaced (its join hook drops the refs by which leaves are found). */
  #tell(): void {
    const to = this.#target
    if (this.#told !== null) void this.#channels.get(this.#told)?.untrack()
    this.#told = null
    const channel = to === null ? undefined : this.#channels.get(to.workspace_id)
    if (to === null || channel === undefined || !this.#joined.has(to.workspace_id)) return
    this.#told = to.workspace_id
    void channel.track({ user_id: this.#options.userId, item_id: to.item_id, at: this.#since })
  }

  #changed(): void {
    const viewers = this.#viewers()
    clearTimeout(this.#expiry)
    const first = Math.min(...viewers.map(({ at }) => Date.parse(at)))
    // Another's clock may be ahead, by years if somebody says so: a timer knows days.
    const left = Math.min(expiryMs, first + expiryMs - this.#now())
    if (viewers.length > 0) this.#expiry = setTimeout(() => this.#changed(), Math.max(1_000, left))
    const said = JSON.stringify(viewers)
    if (said === this.#said) return
    this.#said = said
    this.#options.onViewers(viewers)
  }

  /** Where each colleague is now, an entry per app that they have open; never my own. */
  #viewers(): Viewer[] {
    const found = new Map<string, Viewer>()
    for (const [workspace_id, channel] of this.#channels) {
      if (!this.#joined.has(workspace_id)) continue
      for (const entries of Object.values(channel.presenceState()).slice(0, most)) {
        const last = entries.flatMap((entry) => look.safeParse(entry).data ?? []).reduce<Look | null>((a, b) => (a !== null && a.at > b.at ? a : b), null)
        if (last === null || last.user_id === this.#options.userId || this.#now() - Date.parse(last.at) > expiryMs) continue
        found.set(`${last.user_id} ${last.item_id}`, { workspace_id, ...last })
      }
    }
    return [...found.values()].sort((a, b) => a.at.localeCompare(b.at))
  }

  #now(): number {
    return (this.#options.now ?? Date.now)()
  }
}
