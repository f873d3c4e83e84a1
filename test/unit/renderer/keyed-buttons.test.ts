import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { actionIds } from '../../../renderer/app/keyboard/actions.ts'

const root = join(import.meta.dirname, '../../../renderer')

/** Those without one on them, and why. */
const without: Record<string, readonly string[]> = {
  'has a key, which its tooltip or row prints': [
    'app/Shell.tsx {`go-${screen}`}',
    'app/Shell.tsx open-palette',
    'app/Shell.tsx help',
    'app/AccountMenu.tsx accounts',
    'app/SyncLine.tsx sync-line',
    'features/queue/list/ListHead.tsx group-by-session',
    'features/queue/list/ListHead.tsx queue-filter',
    'features/queue/list/SnoozeDialog.tsx snooze-time',
  ],
  'one of what a menu with a key lists': ['features/queue/list/ListHead.tsx {`view-${view.id}`}', 'features/queue/list/ListHead.tsx narrowed-by', 'features/settings/AccountSection.tsx switch-account'],
  'a field, with the keys of fields': ['ui/Overlays.tsx {testId}', 'ui/Choices.tsx {testId}', 'ui/SearchField.tsx search-clear', 'ui/find/FindBar.tsx find-open', 'features/settings/KeysSection.tsx record-key', 'features/settings/KeysSection.tsx No key'],
  'a line that opens by Enter': [
    'features/activity/EventRow.tsx event-row',
    'features/insights/Rejections.tsx rejection-reason',
    'features/projects/ProjectTable.tsx project-name',
    'features/projects/ProjectView.tsx {`open-${status}`}',
    'features/sessions/SessionView.tsx session-artifact',
    'features/sessions/SessionView.tsx session-checkpoint',
    'features/sessions/SessionsScreen.tsx session-row',
    'features/sessions/Timeline.tsx timeline-open',
  ],
  'part of a table or tree': ['features/projects/ProjectTable.tsx {`sort-${by}`}', 'ui/content/SortableHead.tsx content-sort', 'ui/content/JsonView.tsx content-node-toggle'],
  'a link within a sentence': ['features/sessions/NewSession.tsx link-button', 'features/sessions/SessionView.tsx session-project-link'],
  'at the gate, where the cursor stands in a field': [
    'features/sign-in/Credentials.tsx {`provider-${provider}`}',
    'features/sign-in/Credentials.tsx {testId}',
    'features/sign-in/SignInScreen.tsx change-server',
    'features/sign-in/SignInScreen.tsx known-account',
    'features/sign-in/UnlockScreen.tsx I forgot it',
    'features/sign-in/UnlockScreen.tsx unlock-add-account',
  ],
}

interface PressedButton {
  place: string
  actions: string[]
  hasKey: boolean
}

/** Every button of the source, by the parser that also checks it. */
function buttonsOf(file: string): PressedButton[] {
  const found: PressedButton[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isJsxOpeningLikeElement(node) && /^[Bb]utton$/.test(node.tagName.getText())) {
      const attributes = new Map(node.attributes.properties.flatMap((each) => (ts.isJsxAttribute(each) ? [[each.name.getText(), each.initializer?.getText() ?? ''] as const] : [])))
      const action = attributes.get('action') ?? attributes.get('data-action') ?? ''
      const known = ['data-testid', 'className', 'aria-label'].map((one) => attributes.get(one)?.replace(/^["']|["']$/g, '')).find((text) => text !== undefined && text !== '') ?? /\n\s+([^\n<{]+)\n/.exec(node.parent.getText())?.[1] ?? ''
      found.push({
        place: `${relative(root, file)} ${known}`,
        actions: [...action.matchAll(/'([a-z-]+\.[a-z.-]+)'|^"([a-z-]+\.[a-z.-]+)"$/g)].map((match) => match[1] ?? match[2] ?? ''),
        hasKey: attributes.has('action') || attributes.has('data-action') || attributes.has('hint'),
      })
    }
    node.forEachChild(visit)
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX))
  return found
}

const buttons = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tsx'))
  .flatMap((name) => buttonsOf(join(root, name)))

test('every button has a key and shows it, but for those with a reason', () => {
  expect(buttons.length).toBeGreaterThan(150)
  const keyless = buttons.filter(({ hasKey }) => !hasKey).map(({ place }) => place)
  expect([...new Set(keyless)].sort()).toEqual(Object.values(without).flat().sort())
})

test('a button names only actions that are in the map', () => {
  expect(buttons.flatMap(({ actions }) => actions).filter((action) => !(actionIds as string[]).includes(action))).toEqual([])
})
