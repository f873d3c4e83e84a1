import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { taskIntent } from '../../../contract/commands.ts'
import { taskTypes, type TaskType } from '../../../contract/entities.ts'
import { formProblems, parametersOf, startValues, type FormValues } from '../../../contract/task-form.ts'
import { makeCommand, newId, send } from '../../app/command.ts'
import { invoke } from '../../app/ipc.ts'
import { navigate, useChosenWorkspace, type SessionDraft } from '../../app/navigation.ts'
import { queries, queryClient } from '../../app/queries.ts'
import { useManagedWorkspaces } from '../../app/role.ts'
import { useSubmit } from '../../app/useSubmit.ts'
import { Segmented, Switch } from '../../ui/Choices.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { Dialog, Select, useHeldWords } from '../../ui/Overlays.tsx'
import { taskTypeWords } from '../../ui/item/words.ts'
import { TaskFields } from './TaskFields.tsx'
import { Templates } from './Templates.tsx'

interface NewSessionProps {
  draft: SessionDraft
  onClose(): void
}

/** Works offline: the session is here at once and is sent after its project. */
export function NewSession({ draft, onClose }: NewSessionProps) {
  const managed = useManagedWorkspaces()
  const chosen = useChosenWorkspace()
  const projects = useQuery(queries.projects(null)).data
  const mine = (projects ?? []).filter(({ workspace_id }) => managed.some(({ id }) => id === workspace_id) && (chosen === null || chosen === workspace_id || workspace_id === draft.workspace_id))
  return (
    <Dialog open wide onClose={onClose} title={draft.replaces === undefined ? 'New session' : 'New session, once more'} description="An agent of your backend takes it up once it is started.">
      {projects === undefined ? null : managed.length === 0 ? (
        <p className="soft">Owners and admins of a workspace start sessions; you are neither in any of yours.</p>
      ) : mine.length === 0 ? (
        <p className="soft">
          There is no project yet that a session could belong to.{' '}
          <button type="button" className="link-button" onClick={() => navigate({ screen: 'projects', compose: {} })}>
            Create one first
          </button>
        </p>
      ) : (
        <Form draft={draft} projects={mine} onClose={onClose} />
      )}
    </Dialog>
  )
}

interface Project {
  id: string
  name: string
  workspace_id: string
}

function Form({ draft, projects, onClose }: NewSessionProps & { projects: readonly Project[] }) {
  const [projectId, setProject] = useState(draft.project_id ?? projects[0]?.id ?? '')
  const project = projects.find(({ id }) => id === projectId)
  const agents = useQuery(queries.agents(project?.workspace_id ?? null)).data ?? []
  const [type, setType] = useState<TaskType>(draft.task_type ?? 'research')
  const [intent, setIntent] = useState(draft.task_intent ?? '')
  /** what a template has put there */
  const [filled, setFilled] = useState<{ intent: string; values: FormValues }>({ intent: '', values: {} })
  const [values, setValues] = useState(startValues(type, draft.task_parameters))
  const [agent, setAgent] = useState(draft.agent_id ?? '')
  const [starts, setStarts] = useState(true)
  const [strict, setStrict] = useState(false)
  const { busy, error, submit } = useSubmit()
  const problems = formProblems(type, values)
  const intentProblem = taskIntent.safeParse(intent).success ? null : intent === '' ? 'This is needed.' : 'At most 20,000 characters.'
  const fits = intentProblem === null && Object.keys(problems).length === 0 && project !== undefined
  const [began] = useState(values)
  const leave = useHeldWords(intent !== (draft.task_intent ?? '') || Object.entries(values).some(([name, value]) => typeof value === 'string' && value !== '' && value !== began[name]), onClose)
  const agentKnown = agents.some(({ id }) => id === agent)

  const take = (next: TaskType, from: Readonly<Record<string, unknown>>) => {
    setType(next)
    // What was typed for another kind is there when one comes back to it.
    setValues({ ...values, ...startValues(next, from) })
  }
  const create = () =>
    submit(async () => {
      if (project === undefined) return
      const place = { workspace_id: project.workspace_id, target_id: draft.replaces?.target_id ?? newId() }
      await send(
        makeCommand('create_session', {
          ...place,
          expected: {},
          payload: { project_id: project.id, task_type: type, task_intent: intent, task_parameters: parametersOf(type, values), agent_id: agentKnown ? agent : null },
        }),
      )
      if (starts) await send(makeCommand('start_session', { ...place, expected: { status: 'pending' }, payload: {} }))
      if (draft.replaces !== undefined) await invoke('outbox.dismiss', { command_id: draft.replaces.command_id })
      await queryClient.invalidateQueries({ queryKey: ['sessions.list'] })
      navigate({ screen: 'sessions', id: place.target_id })
    })

  return (
    <form
      className="work-form"
      data-testid="session-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (fits) void create()
        else setStrict(true)
      }}
    >
      <Templates
        current={{ task_type: type, task_intent: intent, task_parameters: parametersOf(type, values) }}
        onUse={(template) => {
          const { task_type, task_intent, task_parameters } = template
          // What it leaves open stays as it was typed, and the task that was typed stays in any case; nothing of another template does.
          const typed = changed(values, { ...startValues(task_type), ...filled.values })
          take(task_type, { ...task_parameters, ...typed, ...said(task_parameters) })
          const isTyped = intent !== '' && intent !== filled.intent
          if (!isTyped) setIntent(task_intent)
          setFilled({ intent: isTyped ? filled.intent : task_intent, values: { ...filled.values, ...startValues(task_type, task_parameters) } })
        }}
      />
      <div className="form-pair">
        <div className="field">
          <span className="field-label">Project</span>
          <Select label="Project" value={projectId} options={projects.map((each) => ({ value: each.id, label: each.name }))} onChange={setProject} testId="session-project" />
        </div>
        <div className="field">
          <span className="field-label">Agent</span>
          <Select label="Agent" value={agentKnown ? agent : ''} options={[{ value: '', label: 'Whichever takes it' }, ...agents.map((each) => ({ value: each.id, label: each.name }))]} onChange={setAgent} testId="session-agent" />
        </div>
      </div>
      <div className="field">
        <span className="field-label">Kind of task</span>
        <div>
          <Segmented label="Kind of task" value={type} options={taskTypes.map((each) => ({ value: each, label: taskTypeWords[each], testId: `task-${each}` }))} onChange={(next) => take(next, values)} />
        </div>
      </div>
      <div className="field">
        <label htmlFor="task-intent">What is to be done</label>
        <textarea id="task-intent" className="input" rows={3} autoFocus dir="auto" value={intent} aria-invalid={(strict && intentProblem !== null) || undefined} onChange={(event) => setIntent(event.target.value)} data-testid="task-intent" />
        {intentProblem !== null && (strict || intent !== '') && (
          <p className="field-problem" data-testid="problem-task_intent">
            {intentProblem}
          </p>
        )}
      </div>
      <TaskFields type={type} values={values} problems={problems} strict={strict} onChange={setValues} />
      <div className="form-start">
        <Switch label="Start it at once" checked={starts} onChange={setStarts} testId="start-at-once" />
        <span>Start it at once</span>
      </div>
      <FormEnd error={error} onBack={leave} send={starts ? 'Create and start' : 'Create'} busy={busy} testId="create-session" />
    </form>
  )
}

/** Without what is empty. */
const said = (parameters: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0)))

/** What is not as it was before. */
const changed = (values: FormValues, before: FormValues): FormValues =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])))
