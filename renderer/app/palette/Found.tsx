import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Bot, Diamond, FileText, FolderKanban, Layers, Search, Zap } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Kbd } from '../../ui/Button.tsx'
import { asAppError } from '../ipc.ts'
import { actionOf } from '../keyboard/actions.ts'
import { label, useHints } from '../keyboard/keymap.ts'
import { runAction } from '../keyboard/layers.ts'
import { navigate, useChosenWorkspace } from '../navigation.ts'
import { queries } from '../queries.ts'
import { matchingActions } from './matching-actions.ts'

const perKind = 6

/** The palette's field and what it finds. `onChoose`: closes it and does this. */
export function Found({ onChoose }: { onChoose(act: () => void): void }) {
  const [text, setText] = useState('')
  const workspace = useChosenWorkspace()
  const hints = useHints()
  const found = useQuery({ ...queries.palette(workspace, text.trim(), perKind), enabled: text.trim() !== '', placeholderData: keepPreviousData })
  const actions = matchingActions(text)
  const names = text.trim() === '' ? undefined : found.data
  const nothing = actions.length === 0 && names !== undefined && Object.values(names).every((each) => each.length === 0) && !found.isFetching

  const choose = (act: () => void) => () => onChoose(act)
  // Where its code came after the dialog, which has the focus then.
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (document.activeElement?.getAttribute('role') === 'dialog' && document.activeElement.contains(field.current)) field.current?.focus()
  }, [])
  return (
    <Command shouldFilter={false} loop label="Find anything">
      <div className="palette-field">
        <Search size={16} aria-hidden />
        <Command.Input ref={field} value={text} onValueChange={setText} maxLength={200} placeholder="An action, a project, a session, an agent, an item" data-testid="palette-input" />
        <Kbd>Esc</Kbd>
      </div>
      {/* `data-answer`: the text whose answer is shown; none while that of another still is */}
      <Command.List className="palette-list" data-testid="palette-found" data-answer={text.trim() === '' ? '' : names !== undefined && !found.isPlaceholderData ? text.trim() : undefined}>
        {found.isError && names === undefined && text.trim() !== '' && <p className="palette-say">Only actions could be looked for: {asAppError(found.error).message}</p>}
        {nothing && <p className="palette-say">Nothing has these words. Items are found by the beginnings of words, names by their letters in order.</p>}
        <Group title="Actions">
          {actions.map((id) => (
            <Entry key={id} id={id} icon={<Zap size={14} />} title={label(id)} detail={actionOf(id).group} hint={hints(id)} onSelect={choose(() => runAction(id))} />
          ))}
        </Group>
        <Group title="Projects">
          {names?.projects.map(({ id, name }) => (
            <Entry key={id} id={id} icon={<FolderKanban size={14} />} title={name} onSelect={choose(() => navigate({ screen: 'sessions', project_id: id }))} />
          ))}
        </Group>
        <Group title="Sessions">
          {names?.sessions.map(({ id, name }) => (
            <Entry key={id} id={id} icon={<Layers size={14} />} title={name} onSelect={choose(() => navigate({ screen: 'sessions', id }))} />
          ))}
        </Group>
        <Group title="Agents">
          {names?.agents.map(({ id, name }) => (
            <Entry key={id} id={id} icon={<Bot size={14} />} title={name} detail="its sessions" onSelect={choose(() => navigate({ screen: 'sessions', filters: { agent_id: id } }))} />
          ))}
        </Group>
        <Group title="Items">
          {names?.items.map((item) => (
            <Entry
              key={item.id}
              id={item.id}
              icon={item.kind === 'checkpoint' ? <Diamond size={14} /> : <FileText size={14} />}
              title={item.title}
              detail={item.status === 'pending' ? (item.project_name ?? '') : item.status}
              onSelect={choose(() => navigate({ screen: 'queue', item: { kind: item.kind, id: item.id } }))}
            />
          ))}
        </Group>
      </Command.List>
    </Command>
  )
}

function Group({ title, children }: { title: string; children: readonly ReactNode[] | undefined }) {
  if (children === undefined || children.length === 0) return null
  return <Command.Group heading={title}>{children}</Command.Group>
}

interface EntryProps {
  id: string
  icon: ReactNode
  title: string
  detail?: string
  hint?: string | undefined
  onSelect(): void
}

function Entry({ id, icon, title, detail, hint, onSelect }: EntryProps) {
  return (
    <Command.Item value={id} className="palette-entry" data-testid={`found-${id}`} onSelect={onSelect}>
      <span className="palette-icon" aria-hidden>
        {icon}
      </span>
      <span className="cut" dir="auto">
        {title}
      </span>
      {detail !== undefined && (
        <span className="soft cut" dir="auto">
          {detail}
        </span>
      )}
      {hint !== undefined && <Kbd>{hint}</Kbd>}
    </Command.Item>
  )
}
