import { useQuery } from '@tanstack/react-query'
import { noteTemplatesEntry, noteTemplatesIn, type NoteTemplate } from '../../contract/kept.ts'
import { invoke } from './ipc.ts'
import { queries, queryClient } from './queries.ts'

/** This account's words for notes, in the order of their numbers; none while they have not been read. */
export function useNoteTemplates(): { templates: readonly NoteTemplate[]; read: boolean; error: unknown } {
  const { data, error } = useQuery(queries.noteTemplates())
  return { templates: data === undefined ? none : noteTemplatesIn(data), read: data !== undefined, error }
}

const none: readonly NoteTemplate[] = []

/** Keeps them on this computer. On screen at once; what could not be kept is not shown any longer. */
export async function keepNoteTemplates(templates: readonly NoteTemplate[]): Promise<void> {
  const { queryKey } = queries.noteTemplates()
  const entry = noteTemplatesEntry(templates)
  await queryClient.cancelQueries({ queryKey })
  queryClient.setQueryData(queryKey, [entry])
  try {
    await invoke('kept.put', entry)
  } catch (error) {
    await queryClient.invalidateQueries({ queryKey })
    throw error
  }
}
