import uFuzzy from '@leeoniya/ufuzzy'
import { fuzzyOptions, rankedMatches, wordsOutOfOrder } from '../../../contract/fuzzy.ts'
import { actionOf, type ActionId } from '../keyboard/actions.ts'
import { label } from '../keyboard/keymap.ts'
import { availableActions } from '../keyboard/layers.ts'

const fuzzy = new uFuzzy(fuzzyOptions)
const shown = 8

/** What can be done here and now, the best match first; all of it when nothing is typed. */
export function matchingActions(typed: string): ActionId[] {
  const all = availableActions().filter((id) => actionOf(id).keyOnly !== true)
  const text = typed.trim()
  if (text === '') return all
  const [matches, info, order] = fuzzy.search(all.map(label), uFuzzy.latinize(text), wordsOutOfOrder, rankedMatches)
  const best = order && info ? order.map((i) => info.idx[i]) : (matches ?? [])
  return best.flatMap((index) => (index === undefined ? [] : (all[index] ?? []))).slice(0, shown)
}
