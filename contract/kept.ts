import { z } from 'zod'
import { taskType, uuid } from './entities.ts'

/** What a person saves for use again: it holds names and words of their work, so it lies sealed beside the drafts. */
const keptKinds = ['session_filter', 'session_template', 'note_templates'] as const
export const keptKind = z.enum(keptKinds)
export type KeptKind = z.infer<typeof keptKind>

export const noteTemplate = z.strictObject({
  id: z.string().min(1).max(60),
  name: z.string().trim().min(1).max(80),
  /** {title} and the like stand for the item's */
  text: z.string().min(1).max(5_000),
})
export type NoteTemplate = z.infer<typeof noteTemplate>

/** Of an account that has not changed any of them: here from the start, to be changed or deleted like one's own. */
export const firstNoteTemplates: readonly NoteTemplate[] = [
  { id: 'sources', name: 'Sources missing', text: 'Say where each figure comes from, with a link.' },
  { id: 'off-task', name: 'Off the task', text: 'This does not answer what was asked for: {task}' },
  { id: 'shorter', name: 'Shorter', text: 'Same content, half the length.' },
]

/** The templates for notes are one entry, always this one: their order is part of what was saved. */
const noteTemplatesId = '00000000-0000-4000-8000-0000000000aa'

const name = z.string().min(1).max(100)

export const keptEntry = z.discriminatedUnion('kind', [
  /** the list's filters as the screen holds them */
  z.strictObject({ kind: z.literal('session_filter'), id: uuid, name, value: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    kind: z.literal('session_template'),
    id: uuid,
    name,
    value: z.strictObject({ task_type: taskType, task_intent: z.string().max(20_000), task_parameters: z.record(z.string(), z.unknown()) }),
  }),
  /** own words for notes, in the order of their numbers */
  z.strictObject({ kind: z.literal('note_templates'), id: z.literal(noteTemplatesId), name, value: z.strictObject({ templates: z.array(noteTemplate).max(200) }) }),
])
export type KeptEntry = z.infer<typeof keptEntry>

/** Those that are kept, of what was read of their kind. */
export function noteTemplatesIn(entries: readonly KeptEntry[]): readonly NoteTemplate[] {
  for (const entry of entries) if (entry.kind === 'note_templates') return entry.value.templates
  return firstNoteTemplates
}

export const noteTemplatesEntry = (templates: readonly NoteTemplate[]): KeptEntry => ({
  kind: 'note_templates',
  id: noteTemplatesId,
  name: 'Templates for notes',
  value: { templates: [...templates] },
})
