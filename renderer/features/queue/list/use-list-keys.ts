import { useActions } from '../../../app/keyboard/layers.ts'
import type { QueueController } from '../controller.ts'
import type { ListState } from './list-state.ts'

/** The list's keys. `reveal`: brings the list on screen where it is away. */
export function useListKeys(controller: QueueController, reveal: () => void): void {
  const { list, model } = controller
  const open = (dialog: Parameters<ListState['dialog']['set']>[0]) => () => list.dialog.set(dialog)
  const stepAndPick = (step: 1 | -1) => {
    if (list.selection.get().size === 0) list.toggle(model.current)
    controller.move(step)
    list.pickTo(model.current)
  }
  useActions({
    'queue.search': () => {
      reveal()
      list.askSearch()
    },
    'queue.filter': open('filter'),
    'queue.views': () => {
      reveal()
      list.dialog.set('views')
    },
    'queue.group': () => list.groupBySession(),
    'queue.snooze': () => list.targets().length > 0 && list.dialog.set('snooze'),
    'queue.bulk': open('bulk'),
    'queue.select': () => list.toggle(model.current),
    'queue.select-range': () => list.pickTo(model.current),
    'queue.select-next': () => stepAndPick(1),
    'queue.select-previous': () => stepAndPick(-1),
    'queue.select-all': () => list.pickAll(),
  })
}
