import type { Page } from 'playwright'
import { exhausting, repeated, single, targets, ways } from '../unit/content/payloads.ts'
import type { RunningApp } from './app.ts'
import type { TestStack } from './stack.ts'

/** One artifact: its payloads stand everywhere that an agent can write to. */
interface Attack {
  name: string
  payloads: number
  content: unknown
  words: string
}

/** PostgreSQL's JSON holds neither NUL nor halves of surrogate pairs; the unit tests have them. */
const storable = (text: string): string => text.replaceAll('\0', '').replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')

function everywhere(payload: string, body: string) {
  return {
    title: payload.slice(0, 200),
    format: 'markdown',
    body,
    sources: [{ title: payload, url: payload, quote: payload }],
    unsure: [payload],
    [payload.slice(0, 500)]: { [payload.slice(0, 500)]: [payload, { __proto__: payload, constructor: payload }] },
    rows: [{ a: payload, b: 1 }, { a: payload, b: 2 }],
  }
}

export function attacks(): Attack[] {
  const alone = single.map((payload) => ({
    name: payload.slice(0, 80),
    payloads: 1,
    content: everywhere(payload, `${payload}\n\nBefore ${payload} after\n\n| a |\n|---|\n| ${payload.replaceAll('\n', ' ')} |\n\n> ${payload}`),
    words: payload,
  }))
  const linked = targets.map((target) => {
    const forms = ways(target)
    return { name: `links to ${target.slice(0, 60)}`, payloads: forms.length, content: everywhere(target, forms.join('\n\n')), words: forms[0] ?? '' }
  })
  const heavy = exhausting
    .filter((_, index) => index % 3 === 0)
    .map((part) => ({ name: `${JSON.stringify(part)} again and again`, payloads: 1, content: { format: 'markdown', body: repeated(part, 300_000) }, words: repeated(part, 2_000) }))
  const megabytes = ['markdown', 'text', 'code'].map((format) => ({ name: `a line of 10 MB as ${format}`, payloads: 1, content: { format, body: '[a'.repeat(5_200_000) }, words: '' }))
  const deep = [
    { name: 'nesting', payloads: 1, content: JSON.parse('[{"a":'.repeat(1_500) + '1' + '}]'.repeat(1_500)) as unknown, words: '' },
    { name: 'many keys', payloads: 1, content: Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`key ${index}`, { deep: [index] }])), words: '' },
    { name: 'many columns', payloads: 1, content: { format: 'table', rows: [Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`c${index}`, index]))] }, words: '' },
  ]
  return [...alone, ...linked, ...heavy, ...megabytes, ...deep]
}

/** In a session of its own workspace's, as the agents' backend does it; everything that waited before is gone. Ids in the queue's order. */
export async function plant(stack: TestStack, workspace: string, all: readonly Attack[]): Promise<string[]> {
  await stack.admin.query('delete from public.work_artifacts')
  await stack.admin.query('delete from public.work_checkpoints')
  const { rows } = await stack.admin.query<{ id: string }>(`select id from public.work_sessions where workspace_id = $1 and status = 'running' limit 1`, [workspace])
  for (const { content, words } of all) {
    await stack.admin.query(
      `insert into public.work_artifacts (work_session_id, artifact_type, content, agent_reasoning, agent_confidence) values ($1, 'web_findings', $2::jsonb, nullif($3, ''), 0.5)`,
      [rows[0]?.id, storable(JSON.stringify(content).replace(/\\u0000|\\ud[89a-f][0-9a-f]{2}/gi, '')), storable(words)],
    )
  }
  const planted = await stack.admin.query<{ id: string }>(`select id from public.work_artifacts where status = 'pending' order by created_at, id`)
  return planted.rows.map(({ id }) => id)
}

/** Everything that must not happen, gathered where it would be noticed. */
export interface Watch {
  /** what happened so far, in words */
  offences: string[]
  /** since the last call: the longest time that the window's thread was taken, in ms */
  longest(): Promise<number>
}

export async function watchFor({ electron, page }: RunningApp): Promise<Watch> {
  const offences: string[] = []
  page.on('request', (request) => {
    // What the content itself carries is no request to anybody; everything else is the app's own.
    if (!/^(?:app:\/\/countersign\/|data:image\/(?:png|jpeg|gif|webp);|blob:app:)/.test(request.url())) offences.push(`request ${request.url().slice(0, 200)}`)
  })
  page.on('dialog', (dialog) => {
    offences.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('framenavigated', (frame) => offences.push(`navigation to ${frame.url()}`))
  page.on('popup', (popup) => offences.push(`popup ${popup.url()}`))
  page.on('pageerror', (error) => offences.push(`error ${error.message}`))
  electron.on('window', (window) => offences.push(`window ${window.url()}`))
  await page.exposeFunction('reportOffence', (text: string) => offences.push(text))
  await page.evaluate(installSentinels)
  return {
    offences,
    longest: () => page.evaluate(() => (window as unknown as { takeLongest(): number }).takeLongest()),
  }
}

/** Runs in the window: scripts that ran, what the policy had to stop, elements that are not ours, and how long the thread was taken. */
function installSentinels(): void {
  const report = (window as unknown as { reportOffence(text: string): void }).reportOffence
  for (const name of ['alert', 'confirm', 'prompt', 'open', 'print'] as const) {
    Object.defineProperty(window, name, { value: (...args: unknown[]) => report(`${name}(${args.join()})`) })
  }
  document.addEventListener('securitypolicyviolation', (event) => report(`stopped by the policy: ${event.violatedDirective} ${event.blockedURI}`))
  const ours = new Set('ARTICLE DIV SECTION P H2 H3 H4 H5 H6 SPAN A BDI STRONG EM DEL INS MARK CODE PRE UL OL LI BLOCKQUOTE TABLE THEAD TBODY TR TH TD BUTTON SUP BR HR IMG FIGURE FIGCAPTION DL DT DD'.split(' '))
  const check = (element: Element) => {
    // But for the key that is printed on a button of ours.
    if (!ours.has(element.tagName) && !element.matches('button[data-action] > kbd')) report(`<${element.tagName}>`)
    for (const { name, value } of element.attributes) {
      const bad =
        name.startsWith('on') ||
        ['srcdoc', 'srcset', 'action', 'formaction', 'ping', 'background', 'id', 'name', 'target', 'is', 'slot'].includes(name) ||
        (name === 'data-action' && !/^read\.(?:copy|more)$/.test(value)) ||
        (name === 'href' && !/^(?:https?:\/\/[^/]|mailto:)/.test(value)) ||
        (name === 'src' && !/^data:image\/(?:png|jpeg|gif|webp);base64,/.test(value))
      if (bad) report(`<${element.tagName} ${name}="${value.slice(0, 100)}">`)
    }
  }
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue
        const content = node.closest('.content-root') === null ? node.querySelectorAll('.content-root, .content-root *') : [node, ...node.querySelectorAll('*')]
        for (const element of content) check(element)
      }
    }
    if (({} as Record<string, unknown>)['polluted'] !== undefined) report('Object.prototype was changed')
  }).observe(document.body, { childList: true, subtree: true })
  let longest = 0
  const tasks = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration)
  })
  tasks.observe({ type: 'longtask' })
  const taken = () => {
    for (const { duration } of tasks.takeRecords()) longest = Math.max(longest, duration)
    const value = longest
    longest = 0
    return value
  }
  Object.assign(window, { takeLongest: taken })
}

/** The item's content is on screen, with all that it renders unasked. */
export const shown = (page: Page, id: string): Promise<unknown> =>
  page.waitForFunction((wanted) => document.querySelector(`[data-testid="reading-pane"][data-item-id="${wanted}"] .content-root`) !== null, id, { polling: 'raf' })
