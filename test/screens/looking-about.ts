import { expect } from 'playwright/test'
import { at, clicks, clicksOn, intoView, presses, reopenExplained, says, scene, shows, showsDialog, types, type Act, type Scene } from './arrange.ts'

const inNewSession = [at('sessions', 'session-row'), clicks('new-session'), shows('session-form')]
const inSession = [at('sessions', 'session-row'), clicks('filter-status-running'), clicks('session-row'), shows('session-detail')]
const inProject = [at('projects', 'project-row'), clicks('project-row'), shows('project-detail')]

const work: Scene[] = [
  scene('sessions', 'all sessions', at('sessions', 'session-row')),
  scene('sessions-filtered', 'those that failed', at('sessions', 'session-row'), clicks('filter-status-failed'), shows('clear-filters')),
  scene('sessions-nothing-found', 'filters that let nothing through', at('sessions', 'filter-text'), types('filter-text', 'zyzzyva'), says(/No session matches/i)),
  scene('sessions-save-filter', 'these filters again another day', at('sessions', 'session-row'), clicks('filter-status-failed'), clicks('save-filter'), showsDialog),
  scene('session', 'one session', ...inSession),
  { ...scene('session-timeline', 'what happened in it', ...inSession, shows('timeline')), show: intoView('timeline') },
  scene('session-item', 'one of its artifacts', ...inSession, clicks('session-artifact'), shows('session-item')),
  scene('session-new', 'a new session: research', ...inNewSession, clicks('task-research'), shows('parameter-focus')),
  scene('session-new-content', 'a new session: content', ...inNewSession, clicks('task-content_creation'), shows('parameter-target_audience')),
  scene('session-new-analysis', 'a new session: analysis, not filled in', ...inNewSession, clicks('task-analysis'), clicks('create-session'), shows('problem-task_intent')),
  scene('session-cancel', 'a session is to end', ...inSession, clicks('cancel-session'), shows('confirm-cancel')),
  scene('projects', 'all projects', at('projects', 'project-row')),
  scene('project', 'one project', ...inProject),
  scene('project-edit', 'its name and description', ...inProject, clicks('edit-project'), shows('edit-form')),
  scene('project-delete', 'it is to go, and what goes along', ...inProject, clicks('delete-project'), shows('goes-along')),
  scene('project-new', 'a new project', at('projects', 'new-project'), clicks('new-project'), shows('create-project')),
  scene('discard', 'words in a form are not thrown away unasked', at('projects', 'new-project'), clicks('new-project'), types('project-name', 'Prices in the harbour towns'), presses('Escape'), ({ app: { page } }) => expect(page.getByTestId('discard-words')).toBeEnabled()),
]

const workspace: Scene[] = [
  scene('people', 'members and invitations', at('people', 'invite')),
  scene('people-invited', 'somebody is invited', at('people', 'invite'), types('invite-email', 'somebody-with-a-long-name@department.larkfield.example'), clicks('invite'), shows('invited')),
  { ...scene('people-review-within', 'how long an item may wait, changed', at('people', 'review-within'), types('review-within', '36')), show: intoView('review-within', 'center') },
  scene('people-remove', 'a member is to go', at('people', 'remove-member'), clicks('remove-member'), shows('confirm-remove')),
  scene('workspace-new', 'a new workspace', at('people', 'new-workspace'), clicks('new-workspace'), shows('create-workspace')),
  scene('workspace-delete', 'the workspace is to go', at('people', 'delete-workspace'), clicks('delete-workspace'), shows('confirm-delete')),
  scene('outbox', 'nothing is under way', at('outbox', 'outbox-tray')),
  scene('insights', 'the figures of a month', at('insights', 'insights-summary')),
  { ...scene('insights-calibration', 'how far the agents’ confidence is to be trusted', at('insights', 'figure-calibration')), show: intoView('figure-calibration') },
  scene('insights-table', 'the table behind a chart', at('insights', 'figure-decisions-per-day'), ({ app: { page } }) => page.getByTestId('figure-decisions-per-day').getByTestId('as-table').click()),
  scene('activity', 'the audit trail', at('activity', 'event-row')),
  scene('activity-event', 'one event, with its hashes', at('activity', 'event-row'), clicks('event-details'), shows('event-sheet')),
  scene('activity-check', 'the record checked here and on the server', at('activity', 'check-record'), clicks('check-record'), shows('chain-server')),
  scene('diagnostics', 'numbers, and the server asked', at('diagnostics', 'server-health')),
]

const settings: Scene[] = [
  scene('settings', 'the upper half', at('settings', 'sign-out')),
  scene('settings-sign-out', 'signing out tells what goes with it', at('settings', 'sign-out'), clicks('sign-out'), shows('confirm-sign-out')),
  { ...scene('settings-notifications', 'notifications, with quiet hours', at('settings', 'quiet-hours'), clicks('quiet-hours')), show: intoView('quiet-until') },
  { ...scene('settings-templates', 'words under a number, and new ones', at('settings', 'add-template'), clicks('add-template'), clicksOn(/Edit: /)), show: intoView('template') },
  scene('settings-template-delete', 'a template’s words are deleted only after asking', at('settings', 'add-template'), clicksOn('Delete: Shorter'), shows('confirm-delete-template')),
  { ...scene('settings-keys', 'every action’s key', at('settings', 'reset-keys')), show: intoView('key-decide.changes') },
  { ...scene('settings-key-taken', 'a key that another action has', at('settings', 'reset-keys'), clicksOn('Change the key for: Snooze'), presses('a'), shows('key-conflict')), show: intoView('key-conflict') },
  scene('settings-password', 'another password', at('settings', 'change-password'), clicks('change-password'), showsDialog),
  { ...scene('settings-signed-in', 'where one is signed in', at('settings', 'session')), show: intoView('sign-out-others') },
]

/** Every screen but the queue. */
export const lookingAbout: readonly Act[] = [
  { name: 'sessions and projects', open: reopenExplained, scenes: work },
  { name: 'the workspace', open: reopenExplained, scenes: workspace },
  { name: 'settings', open: reopenExplained, scenes: settings },
]
