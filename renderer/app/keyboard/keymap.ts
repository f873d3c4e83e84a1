import { hasCommandKey } from '../platform.ts'
import { createStore, useStore } from '../store.ts'
import { actionIds, actionOf, type ActionId } from './actions.ts'

/** What the person changed (settings): action → key; null: none. Of another version it may name what is not here. */
export type KeyOverrides = Readonly<Record<string, string | null>>

export interface Keymap {
  keyOf(action: ActionId): string | null
  /** the action of a whole key; `g q` for one after the other */
  actionOf(key: string): ActionId | null
  /** a key that begins sequences */
  begins(stroke: string): boolean
}

const signs: Record<string, string> = hasCommandKey ? { mod: '⌘', shift: '⇧', enter: '⏎', escape: 'Esc' } : { mod: 'Ctrl', shift: '⇧', enter: '⏎', escape: 'Esc' }

/** Keys of editing, of the window and of the system: they would be lost, or never arrive. */
const reserved: Record<string, string> = {
  'mod+a': 'selects all',
  'mod+c': 'copies',
  'mod+v': 'pastes',
  'mod+x': 'cuts',
  'mod+z': 'takes back what was typed',
  'mod+y': 'repeats what was typed',
  'mod+q': 'quits the app',
  'mod+w': 'closes the window',
  'mod+m': 'hides the window on a Mac',
  'mod+h': 'hides the app on a Mac',
  'mod+shift+z': 'repeats what was typed',
  'mod+shift+v': 'pastes without format',
  'mod+0': 'resets the zoom',
  'mod++': 'zooms in',
  'mod+=': 'zooms in',
  'mod+-': 'zooms out',
}


const strokeForm = /^(mod\+)?(shift\+[a-z]|[!-@[-~])$/
const isKey = (key: string): boolean => key.split(' ').length <= 2 && key.split(' ').every((stroke) => strokeForm.test(stroke))

/**
 * Why an action can't have this key, in words, or null. `keyOf`: the keys as they are now; the action's own key is free.
 */
export function conflict(action: ActionId, key: string, { keyOf }: Pick<Keymap, 'keyOf'>): string | null {
  if (actionOf(action).fixed) return 'This key is fixed.'
  if (!isKey(key)) return 'This key cannot be used: a letter, digit or sign can, alone, with Shift, or with ' + (hasCommandKey ? '⌘.' : 'Ctrl.')
  const [first = '', second] = key.split(' ')
  if (second !== undefined && first.startsWith('mod+')) return 'Two keys after each other begin with one without ' + (hasCommandKey ? '⌘.' : 'Ctrl.')
  const use = reserved[first]
  if (use !== undefined) return `${printKey(first)} ${use}.`
  for (const other of actionIds) {
    const taken = keyOf(other)
    if (other === action || taken === null) continue
    if (taken === key) return `${printKey(key)} is taken: ${label(other)}.`
    if (taken.startsWith(`${key} `)) return `${printKey(key)} begins ${printKey(taken)}: ${label(other)}.`
    if (key.startsWith(`${taken} `)) return `${printKey(taken)} is taken: ${label(other)}. Nothing can begin with it.`
  }
  return null
}

/** As one reads it alone, outside of its group. */
export const label = (action: ActionId): string => (actionOf(action).group === 'Go to' ? `Go to ${actionOf(action).label.toLowerCase()}` : actionOf(action).label)

/**
 * The defaults, changed by what the person chose. A choice that does not fit (another version's, edited by hand) leaves
 * the default; a default that a choice has taken leaves its action without a key.
 */
export function buildKeymap(overrides: KeyOverrides): Keymap {
  const keys = new Map<ActionId, string | null>()
  const chosen = actionIds.filter((id) => Object.hasOwn(overrides, id) && !actionOf(id).fixed)
  // Fixed ones first, then the choices, then the defaults where nothing stands in their way.
  const keyOf = (id: ActionId) => keys.get(id) ?? null
  for (const id of actionIds) if (actionOf(id).fixed) keys.set(id, actionOf(id).key)
  for (const id of chosen) {
    const key = overrides[id] ?? null
    if (key === null || conflict(id, key, { keyOf }) === null) keys.set(id, key)
  }
  for (const id of actionIds) {
    const { key } = actionOf(id)
    if (!keys.has(id)) keys.set(id, key === null || conflict(id, key, { keyOf }) === null ? key : null)
  }
  const byKey = new Map([...keys].flatMap(([id, key]) => (key === null ? [] : [[key, id] as const])))
  const firsts = new Set([...byKey.keys()].filter((key) => key.includes(' ')).map((key) => key.split(' ')[0]))
  return { keyOf, actionOf: (key) => byKey.get(key) ?? null, begins: (stroke) => firsts.has(stroke) }
}

export interface Keys {
  map: Keymap
  /** whether keys without a modifier are on */
  single: boolean
}

/** The keys as they are now; the settings set it. */
export const keys = createStore<Keys>({ map: buildKeymap({}), single: true })

/** As it is printed: `A`, `⇧ X`, `Ctrl K` (⌘K on a Mac), `G Q`. */
export function printKey(key: string): string {
  return key
    .split(' ')
    .map((stroke) => {
      // The plus sign itself is a key.
      const parts = stroke.split(/\+(?=.)/).map((part) => signs[part] ?? part.toUpperCase())
      return parts.join(hasCommandKey && parts[0] === '⌘' ? '' : ' ')
    })
    .join(' ')
}

export const isSingle = (key: string): boolean => !key.startsWith('mod+') && key !== 'escape'

/** What to print beside an action's button: nothing where it has no key, or single keys are off. */
export function useHints(): (action: ActionId) => string | undefined {
  const { map, single } = useStore(keys)
  return (action) => {
    const key = map.keyOf(action)
    return key === null || (!single && isSingle(key)) ? undefined : printKey(key)
  }
}
