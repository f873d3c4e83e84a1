/** One thing that a key can do. */
interface Action {
  /** as buttons, help, palette and settings name it */
  label: string
  group: ActionGroup
  /** the key unless the person chose another; null: reached by the palette, or by a key of their own */
  key: string | null
  /** cannot be given another key */
  fixed?: true
  /** runs again while the key is held: moving, never deciding */
  repeats?: true
  /** not in the palette: it needs the place where one is typing, or opens the palette itself */
  keyOnly?: true
}

type ActionGroup = 'Deciding' | 'Writing' | 'Reading' | 'Queue' | 'Work' | 'Workspace' | 'Settings' | 'Saving' | 'Go to' | 'Everywhere'

const action = (group: ActionGroup, label: string, key: string | null, more: Pick<Action, 'fixed' | 'repeats' | 'keyOnly'> = {}): Action => ({
  group,
  label,
  key,
  ...more,
})

/**
 * The one map of the keys: screens say what an action does there (`useActions`), or a button names it (`action`) and is
 * pressed by its key; buttons print the key (`useHints`).
 * A key means one thing everywhere, so no two actions have the same. A key is a printed character (`a`, `?`),
 * `shift+` a letter, `mod+` any of these (⌘, or Ctrl where there is no ⌘; works in text fields as well), or `g q`:
 * one after the other.
 */
export const actions = {
  'decide.affirm': action('Deciding', 'Approve, continue', 'a'),
  'decide.reject': action('Deciding', 'Reject, with words if you like', 'r'),
  'decide.changes': action('Deciding', 'Ask for changes, modify', 'm'),
  'decide.send': action('Deciding', 'Send the armed verdict, the form, the answer', 'mod+enter', { fixed: true }),
  'decide.undo': action('Deciding', 'Undo the last decision', 'u'),
  'decide.history': action('Deciding', 'My latest decisions, each with undo', 'shift+u'),

  'note.open': action('Writing', 'Write a note', 'e'),
  'note.quote': action('Writing', 'Quote the selected text in the note', 'q'),
  'note.templates': action('Writing', 'Insert a template', 't'),
  'note.template.1': action('Writing', 'Insert template 1', 'mod+1'),
  'note.template.2': action('Writing', 'Insert template 2', 'mod+2'),
  'note.template.3': action('Writing', 'Insert template 3', 'mod+3'),
  'note.template.4': action('Writing', 'Insert template 4', 'mod+4'),
  'note.template.5': action('Writing', 'Insert template 5', 'mod+5'),
  'note.template.6': action('Writing', 'Insert template 6', 'mod+6'),
  'note.template.7': action('Writing', 'Insert template 7', 'mod+7'),
  'note.template.8': action('Writing', 'Insert template 8', 'mod+8'),
  'note.template.9': action('Writing', 'Insert template 9', 'mod+9'),

  'read.compare': action('Reading', 'Compare with another revision', 'c'),
  'read.find': action('Reading', 'Find in the text', 'mod+f'),
  'read.outline': action('Reading', 'Outline of the text', 'o'),
  'read.items': action('Reading', 'What else the session made', 'shift+o'),
  'read.next-change': action('Reading', 'Next change', '.', { repeats: true }),
  'read.previous-change': action('Reading', 'Previous change', ',', { repeats: true }),
  'read.session': action('Reading', 'The session of this item, what belongs to it', 'shift+s'),
  'read.decide': action('Reading', 'Decide it in the queue', 'h'),
  'read.details': action('Reading', 'Details of the line that has the focus', 'shift+i'),
  'read.more': action('Reading', 'Show more, show all of it', 'shift+m'),
  'read.copy': action('Reading', 'Copy the code, the table, my text', 'mod+shift+c'),
  'read.table': action('Reading', 'The chart as a table, and back', '#'),
  'read.comment': action('Reading', 'Comment', 'shift+c'),

  'queue.next': action('Queue', 'Next item', 'j', { repeats: true }),
  'queue.previous': action('Queue', 'Previous item', 'k', { repeats: true }),
  'queue.select': action('Queue', 'Select', 'x'),
  'queue.select-range': action('Queue', 'Select up to here', 'shift+x'),
  'queue.select-next': action('Queue', 'Select, and go on to the next', 'shift+j', { repeats: true }),
  'queue.select-previous': action('Queue', 'Select, and go back to the previous', 'shift+k', { repeats: true }),
  'queue.select-all': action('Queue', 'Select all that is listed', 'shift+a'),
  'queue.snooze': action('Queue', 'Snooze', 's'),
  'queue.claim': action('Queue', 'Claim, release', 'w'),
  'queue.search': action('Queue', 'Search', '/'),
  'queue.filter': action('Queue', 'Filter', 'f'),
  'queue.views': action('Queue', 'Views', 'v'),
  'queue.clear': action('Queue', 'Take filters and search away', 'shift+f'),
  'queue.group': action('Queue', 'Group by session', 'shift+g'),
  'queue.bulk': action('Queue', 'Decide all of the selection or view', 'b'),
  'queue.sample': action('Queue', 'Look at some of the many, go on to the next', 'shift+n'),
  'queue.list': action('Queue', 'Show or hide the list', 'l'),

  'record.check': action('Workspace', 'Check the record', 'shift+v'),
  'record.print': action('Workspace', 'Save the session’s review record, the diagnostics', 'shift+w'),
  'people.invite': action('Workspace', 'Invite somebody', 'i'),
  'people.leave': action('Workspace', 'Leave the workspace', 'z l'),

  'work.new': action('Work', 'New project, session, workspace or template', 'n'),
  'work.edit': action('Work', 'Edit, change', 'shift+e'),
  'work.delete': action('Work', 'Delete, remove', 'shift+d'),
  'work.run': action('Work', 'Start the session, let it run on', 'shift+r'),
  'work.pause': action('Work', 'Pause the session', 'shift+p'),
  'work.cancel': action('Work', 'Cancel the session', 'shift+q'),
  'work.keep': action('Work', 'Keep offline, or no longer', 'p'),
  'work.duplicate': action('Work', 'New session like this one', 'd'),
  'work.mine': action('Work', 'Of two changes, mine', '<'),
  'work.theirs': action('Work', 'Of two changes, theirs', '>'),
  'work.retry': action('Work', 'Have a failed application tried again', 'z t'),
  'work.up': action('Work', 'Move the line up', '+'),
  'work.down': action('Work', 'Move the line down', '-'),

  'save.here': action('Saving', 'Keep the filters, the view, the template under a name', 'mod+s'),
  'save.table': action('Saving', 'Save as a table (CSV)', 'shift+t'),
  'save.lines': action('Saving', 'Save as JSON Lines', 'shift+l'),
  'save.picture': action('Saving', 'Save as a picture (PNG)', 'shift+b'),

  'settings.keys': action('Settings', 'Reset all keys', 'z k'),
  'settings.password': action('Settings', 'Change the password', 'z p'),
  'settings.factor': action('Settings', 'Add a second factor', 'z f'),
  'settings.account': action('Settings', 'Add an account', 'z a'),
  'settings.sign-out': action('Settings', 'Sign out', 'z o'),
  'settings.sign-out-others': action('Settings', 'Sign out elsewhere', 'z r'),
  'settings.sign-out-everywhere': action('Settings', 'Sign out everywhere', 'z e'),
  'settings.check-sample': action('Settings', 'Check a sample of the contents kept here', 'z c'),
  'settings.check-whole': action('Settings', 'Check all contents kept here', 'z w'),

  'go.queue': action('Go to', 'Queue', 'g q'),
  'go.sessions': action('Go to', 'Sessions', 'g s'),
  'go.projects': action('Go to', 'Projects', 'g p'),
  'go.insights': action('Go to', 'Insights', 'g i'),
  'go.activity': action('Go to', 'Activity', 'g a'),
  'go.people': action('Go to', 'Workspace', 'g w'),
  'go.outbox': action('Go to', 'Outbox', 'g o'),
  'go.diagnostics': action('Go to', 'Diagnostics', 'g d'),
  'go.accounts': action('Go to', 'Accounts', 'g u'),
  'go.settings': action('Go to', 'Settings', 'g ,'),

  'app.palette': action('Everywhere', 'Find anything: actions, projects, sessions, agents, items', 'mod+k', { keyOnly: true }),
  'app.help': action('Everywhere', 'Show the keys', '?'),
  'app.escape': action('Everywhere', 'Disarm, close, back', 'escape', { fixed: true, keyOnly: true }),
  'app.retry': action('Everywhere', 'Try again, look again', 'mod+r'),
  'app.sync': action('Everywhere', 'Send and fetch now', 'shift+y'),
  'app.sign-in': action('Everywhere', 'Sign in again', 'z s'),
  'app.hints': action('Everywhere', 'Put the hint away', 'z h'),
  'app.theme.light': action('Everywhere', 'Light', null),
  'app.theme.dark': action('Everywhere', 'Dark', null),
  'app.theme.system': action('Everywhere', 'Light or dark as the system', null),
  'app.density': action('Everywhere', 'Height of the rows', null),
  'app.confidence': action('Everywhere', 'Show or hide the agent’s confidence', null),
  'app.single-keys': action('Everywhere', 'Single keys on or off', null),
} as const satisfies Record<string, Action>

export type ActionId = keyof typeof actions
export const actionIds = Object.keys(actions) as ActionId[]
export const actionOf = (id: ActionId): Action => actions[id]
