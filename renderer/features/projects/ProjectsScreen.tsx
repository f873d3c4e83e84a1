import { useQuery } from '@tanstack/react-query'
import { FolderKanban, Plus } from 'lucide-react'
import { useRef } from 'react'
import { asAppError } from '../../app/ipc.ts'
import { useHints } from '../../app/keyboard/keymap.ts'
import { useActions } from '../../app/keyboard/layers.ts'
import { navigate, type Route, useChosenWorkspace } from '../../app/navigation.ts'
import { queries } from '../../app/queries.ts'
import { useManagedWorkspaces } from '../../app/role.ts'
import { useStore } from '../../app/store.ts'
import { WorkspaceSelect } from '../../app/WorkspaceSelect.tsx'
import { Button } from '../../ui/Button.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/States.tsx'
import { plural } from '../../ui/time.ts'
import { arranged, listState } from './list.ts'
import { NewProject } from './NewProject.tsx'
import { PendingDeletions } from './PendingDeletions.tsx'
import { ProjectTable } from './ProjectTable.tsx'
import { ProjectView } from './ProjectView.tsx'
import './projects.css'

/** Where the work stands: one project, or all of them. */
export function ProjectsScreen({ route }: { route: Extract<Route, { screen: 'projects' }> }) {
  return (
    <>
      {route.id === undefined ? <ProjectList /> : <ProjectView key={route.id} id={route.id} />}
      {route.compose !== undefined && <NewProject draft={route.compose} />}
    </>
  )
}

function ProjectList() {
  const workspace = useChosenWorkspace()
  const projects = useQuery(queries.projects(workspace))
  const managed = useManagedWorkspaces()
  const state = useStore(listState)
  const search = useRef<HTMLInputElement>(null)
  const hints = useHints()
  const mayCreate = managed.some(({ id }) => workspace === null || id === workspace)
  const create = () => navigate({ screen: 'projects', compose: {} })
  useActions({ 'work.new': mayCreate ? create : null, 'queue.search': () => search.current?.focus() })
  const shown = arranged(projects.data ?? [], state)

  return (
    <section className="screen" aria-label="Projects">
      <header className="screen-head">
        <h1>Projects</h1>
        <span className="soft tabular" data-testid="projects-total">
          {projects.data !== undefined && plural(shown.length, 'project')}
        </span>
        <div className="projects-tools">
          <WorkspaceSelect />
          <SearchField ref={search} label="Search the projects" value={state.text} onChange={(text) => listState.set({ ...state, text })} hint={hints('queue.search')} testId="projects-search" />
          <Button
            size="small"
            look="primary"
            hint={mayCreate ? hints('work.new') : undefined}
            disabled={!mayCreate}
            title={mayCreate ? undefined : 'Owners and admins of a workspace create projects.'}
            onClick={create}
            data-testid="new-project"
          >
            <Plus size={14} aria-hidden /> New project
          </Button>
        </div>
      </header>
      <PendingDeletions />
      <div className="screen-scroll">
        {projects.isError ? (
          <ErrorState error={asAppError(projects.error)} onRetry={() => void projects.refetch()} />
        ) : projects.data === undefined ? (
          <Loading>Reading the projects.</Loading>
        ) : projects.data.length === 0 ? (
          <EmptyState
            icon={FolderKanban}
            title="No projects yet"
            actions={
              mayCreate && (
                <Button look="primary" hint={hints('work.new')} onClick={create}>
                  Create the first one
                </Button>
              )
            }
          >
            <p>A project holds the sessions in which agents work. {mayCreate ? 'It works offline too.' : 'Owners and admins of a workspace create them.'}</p>
          </EmptyState>
        ) : shown.length === 0 ? (
          <EmptyState title="No project matches" actions={<Button action="queue.clear" onClick={() => listState.set({ ...state, text: '' })}>Clear the search</Button>}>
            <p>Names, descriptions and baskets were searched.</p>
          </EmptyState>
        ) : (
          <ProjectTable projects={shown} />
        )}
      </div>
    </section>
  )
}
