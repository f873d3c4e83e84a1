import { useQuery } from '@tanstack/react-query'
import { PanelLeftOpen } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import type { NoteTemplate } from '../../../contract/kept.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { captureKeys, useActions, type Runs } from '../../app/keyboard/layers.ts'
import { takesText } from '../../app/keyboard/matching.ts'
import { typedKey } from '../../app/keyboard/typed.ts'
import { chosenWorkspace, navigate, type Route, useChosenWorkspace } from '../../app/navigation.ts'
import { useNoteTemplates } from '../../app/note-templates.ts'
import { changeSettings, queries, queryClient, useSettings } from '../../app/queries.ts'
import { useStore } from '../../app/store.ts'
import { Button } from '../../ui/Button.tsx'
import { focusReading } from '../../ui/focus-reading.ts'
import { count } from '../../ui/time.ts'
import type { QueueController } from './controller.ts'
import type { QueueState } from './state.ts'
import { QueueList } from './QueueList.tsx'
import { Blank } from './Blank.tsx'
import { HistorySheet } from './HistorySheet.tsx'
import { ReadingPane } from './ReadingPane.tsx'
import { BulkDialog } from './list/BulkDialog.tsx'
import { FilterDialog } from './list/FilterDialog.tsx'
import { SaveViewDialog } from './list/SaveViewDialog.tsx'
import { SnoozeDialog } from './list/SnoozeDialog.tsx'
import { useListKeys } from './list/use-list-keys.ts'
import { useReady } from './ready.ts'
import { useDrawer } from './use-drawer.ts'
import './queue.css'
import './pane.css'
import './dock.css'
import './list/list.css'
import './list/rows.css'
import './list/head.css'
import './list/dialogs.css'

/** List and reading pane: where a reviewer spends the day. */
export function QueueScreen({ controller, route }: { controller: QueueController; route: Extract<Route, { screen: 'queue' }> }) {
  const state = useStore(controller.state)
  const workspace = useChosenWorkspace()
  const settings = useSettings()
  const { isDrawer: drawer, open: listOpen, setOpen: setListOpen } = useDrawer()

  useEffect(() => controller.setWorkspace(workspace), [controller, workspace])
  useEffect(() => controller.leaveScreen, [controller])
  useEffect(() => {
    if (!route.item) return
    const { item } = route
    navigate({ screen: 'queue' })
    chosenWorkspace.set(null)
    // Before the item is asked for: another list than this one may drop it.
    controller.setWorkspace(null)
    void controller.openItem(item)
  }, [controller, route])
  // Without room for both, the list lies over the item; in flow mode it is away.
  const [flow, setFlow] = useFlow(settings.flow)
  const toggleList = () => (drawer ? setListOpen((open) => !open) : setFlow(!flow))
  const [history, setHistory] = useState(false)
  useQueueKeys(controller, () => setHistory(true), toggleList, () => setListOpen(false), drawer && listOpen)
  useListKeys(controller, () => (drawer ? setListOpen(true) : flow && setFlow(false)))
  useReady(state)
  useEffect(
    () => captureKeys((event) => !takesText(event.target) && controller.typeAhead(typedKey(event))),
    [controller],
  )

  const away = drawer || flow
  const list = <QueueList controller={controller} state={state} onChosen={() => setListOpen(false)} />
  const [listWidth] = settings.layouts['queue'] ?? []
  // One tree for every width, so that what one reads and writes stays as it is while the window changes.
  return (
    <div className="queue" data-narrow={drawer || undefined} data-flow={(!drawer && flow) || undefined}>
      <h1 className="unseen">Queue</h1>
      <Group
        orientation="horizontal"
        onLayoutChanged={(layout, meta) => {
          const { list: width } = layout
          if (!meta.isUserInteraction || width === undefined) return
          const before = queryClient.getQueryData(queries.settings().queryKey)?.layouts ?? {}
          void changeSettings({ layouts: { ...before, queue: [width, 100 - width] } }).catch(() => undefined)
        }}
      >
        {!away && (
          <Panel id="list" defaultSize={listWidth === undefined ? '400px' : `${listWidth}%`} minSize="280px" maxSize="600px" groupResizeBehavior="preserve-pixel-size">
            {list}
          </Panel>
        )}
        {!away && <Separator className="queue-separator" aria-label="Width of the list" />}
        <Panel id="read" minSize="580px" className="queue-read">
          {away && <DrawerBar state={state} open={drawer && listOpen} onToggle={toggleList} />}
          {state.current === null ? (
            <Blank controller={controller} state={state} narrowed={controller.list.isNarrowed ? () => controller.list.reset() : null} />
          ) : (
            <ReadingPane controller={controller} state={state} />
          )}
        </Panel>
      </Group>
      {drawer && listOpen && <div className="drawer-scrim" onClick={() => setListOpen(false)} />}
      {drawer && (
        <div className="drawer" data-open={listOpen} inert={!listOpen}>
          {list}
        </div>
      )}
      <FilterDialog list={controller.list} size={state.size} />
      <SaveViewDialog list={controller.list} />
      <SnoozeDialog list={controller.list} />
      <BulkDialog list={controller.list} />
      <HistorySheet controller={controller} open={history} onClose={() => setHistory(false)} />
    </div>
  )
}

/**
 * Whether the list is put away, as the settings have it. On screen within the key press, before what is typed behind
 * it: the answers of queries are delivered later, and letters for a search that is not there would be keys.
 */
function useFlow(kept: boolean): [flow: boolean, set: (flow: boolean) => void] {
  const [asked, setAsked] = useState<boolean | null>(null)
  if (asked === kept) setAsked(null)
  return [
    asked ?? kept,
    (flow) => {
      setAsked(flow)
      changeSettings({ flow }).catch(() => setAsked(null))
    },
  ]
}

/** The first nine have a key each. */
const templateActions = (controller: QueueController, templates: readonly NoteTemplate[]): Runs =>
  Object.fromEntries(templates.slice(0, 9).map(({ text }, i) => [`note.template.${i + 1}`, () => controller.insertTemplate(text)]))

function DrawerBar({ state, open, onToggle }: { state: QueueState; open: boolean; onToggle(): void }) {
  return (
    <div className="drawer-bar">
      <Button look="quiet" size="small" hint={useHints()('queue.list')} aria-expanded={open} onClick={onToggle} data-testid="toggle-list">
        <PanelLeftOpen size={14} aria-hidden /> List
      </Button>
      <span className="soft tabular" data-testid={open ? undefined : 'queue-position'}>
        {!state.ready ? '' : state.size === 0 ? 'nothing waits' : `${state.row + 1} of ${count(state.size)}`}
      </span>
    </div>
  )
}

function useQueueKeys(controller: QueueController, showHistory: () => void, toggleList: (() => void) | null, closeList: () => void, listOpen: boolean): void {
  useActions({
    'decide.affirm': () => controller.press('a'),
    'decide.reject': () => controller.press('r'),
    'decide.changes': () => controller.press('m'),
    'decide.send': () => controller.send(),
    'decide.undo': () => void controller.undo(),
    'decide.history': showHistory,
    'note.open': () => controller.openNote(),
    'note.quote': () => controller.quote(),
    'note.templates': () => controller.openTemplates(),
    ...templateActions(controller, useNoteTemplates().templates),
    'queue.next': () => controller.move(1),
    'queue.previous': () => controller.move(-1),
    'queue.list': toggleList,
    'app.escape': () => {
      if (listOpen) return closeList()
      controller.escape(takesText(document.activeElement))
      focusReading()
    },
  })
  // Read once so that a screen without the setting's answer still has its keys.
  useQuery(queries.settings())
}
