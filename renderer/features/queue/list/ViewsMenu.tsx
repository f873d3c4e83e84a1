import { useQuery } from '@tanstack/react-query'
import { Check, ChevronDown, ChevronRight, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import type { QueueCriteria, QueueFacets } from '../../../../contract/queue.ts'
import { tell } from '../../../app/announce.ts'
import { asAppError, invoke } from '../../../app/ipc.ts'
import { useHints } from '../../../app/keyboard/keymap.ts'
import { useChosenWorkspace } from '../../../app/navigation.ts'
import { queries, queryClient } from '../../../app/queries.ts'
import { useStore } from '../../../app/store.ts'
import { Button } from '../../../ui/Button.tsx'
import { MenuContent, useMenuPlace } from '../../../ui/Overlays.tsx'
import { count } from '../../../ui/time.ts'
import type { ListState } from './list-state.ts'
import { useCounts } from './use-counts.ts'
import { allItems, standardViews, type View } from './views.ts'

/** The name of the view one is in, and all others with their numbers. */
export function ViewsMenu({ list }: { list: ListState }) {
  const view = useStore(list.view)
  const open = useStore(list.dialog) === 'views'
  const hint = useHints()('queue.views')
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={(now) => list.dialog.set(now ? 'views' : null)}>
      <DropdownMenu.Trigger asChild>
        <Button look="quiet" size="small" className="view-name" hint={hint} aria-description="Which items the list shows" data-testid="views">
          <span className="cut" dir="auto">
            {view.name}
          </span>
          <ChevronDown size={14} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={useMenuPlace()}>
        <MenuContent className="views-menu" align="start" sideOffset={4} aria-label="Views" data-testid="views-menu">
          {open && <Menu list={list} current={view} />}
        </MenuContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Menu({ list, current }: { list: ListState; current: View }) {
  const workspace = useChosenWorkspace()
  const own = useQuery(queries.views()).data ?? []
  const facets = useQuery(queries.queueFacets(workspace)).data
  const [removing, setRemoving] = useState(false)
  const views: readonly View[] = [...standardViews, ...own]
  const counts = useCounts(views.map(({ criteria }) => criteria), true)
  const entry = (view: View, i: number) => (
    <Entry key={view.id} name={view.name} chosen={view.id === current.id} items={counts[i]} onSelect={() => list.show(view)} />
  )
  return (
    <>
      {standardViews.map(entry)}
      {own.length > 0 && (
        <>
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Label className="menu-label">Yours</DropdownMenu.Label>
          {own.map((view, i) =>
            removing ? (
              <DropdownMenu.Item
                key={view.id}
                className="menu-item"
                onSelect={(event) => {
                  event.preventDefault()
                  invoke('views.remove', { id: view.id }).then(
                    () => queryClient.invalidateQueries({ queryKey: ['views.list'] }),
                    (cause: unknown) => tell(`The view ${view.name} was not removed: ${asAppError(cause).message}`),
                  )
                }}
              >
                <Trash2 size={14} aria-hidden />
                <span className="cut" dir="auto">
                  Remove: {view.name}
                </span>
              </DropdownMenu.Item>
            ) : (
              entry(view, standardViews.length + i)
            ),
          )}
          <DropdownMenu.Item
            className="menu-item"
            onSelect={(event) => {
              event.preventDefault()
              setRemoving(!removing)
            }}
          >
            <span />
            <span className="soft">{removing ? 'Done' : 'Remove one…'}</span>
          </DropdownMenu.Item>
        </>
      )}
      <DropdownMenu.Separator className="menu-line" />
      <By label="By project" values={facets?.projects} list={list} criteria={(id) => ({ project_ids: [id] })} />
      <By label="By session" values={facets?.sessions} list={list} criteria={(id) => ({ session_ids: [id] })} />
      <By label="By agent" values={facets?.agents} list={list} criteria={(id) => ({ agent_ids: [id] })} />
      <By label="By task type" values={facets?.task_types} list={list} criteria={(id) => ({ task_types: [id as 'research'] })} />
      <By label="By kind of item" values={facets?.item_types} list={list} criteria={(id) => ({ item_types: [id] })} />
    </>
  )
}

function Entry({ name, chosen, items, onSelect }: { name: string; chosen?: boolean; items: number | undefined; onSelect(): void }): ReactNode {
  return (
    <DropdownMenu.Item className="menu-item" onSelect={onSelect}>
      <span>{chosen && <Check size={14} aria-label="chosen" />}</span>
      <span className="cut" dir="auto">
        {name}
      </span>
      <span className="soft tabular">{items === undefined ? '' : count(items)}</span>
    </DropdownMenu.Item>
  )
}

interface ByProps {
  label: string
  values: QueueFacets['projects'] | undefined
  list: ListState
  criteria(id: string): QueueCriteria
}

function By({ label, values, list, criteria }: ByProps) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className="menu-item" disabled={values === undefined || values.length === 0}>
        <span />
        <span>{label}</span>
        <ChevronRight size={14} aria-hidden />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal container={useMenuPlace()}>
        <DropdownMenu.SubContent className="menu" sideOffset={4} collisionPadding={8} aria-label={label}>
          {values?.map(({ id, name, items }) => (
            <Entry key={id} name={name} items={items} onSelect={() => list.show({ ...allItems, id: 'filtered', name, criteria: criteria(id) })} />
          ))}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  )
}
