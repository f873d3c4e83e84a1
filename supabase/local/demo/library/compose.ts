import { ownTables } from './kits/tables.ts'
import { deck, fill, type Random } from './random.ts'
import type { ArtifactSpec, Claim, CodeSpec, Content, Kit, SessionSpec, Source, TableSpec } from './types.ts'

/** Deals one kit's material to its artifacts, so that neighbours differ as long as there is something else to say. */
export interface Writer {
  write: (artifact: ArtifactSpec, session: SessionSpec) => Content
  reasoning: () => string
}

export function writer(kit: Kit, rng: Random): Writer {
  const { pool } = kit
  const deal = {
    opening: deck(pool.openings, rng),
    claims: deck(pool.claims, rng),
    gaps: deck(pool.gaps, rng),
    advice: deck(pool.advice, rng),
    questions: deck(pool.questions, rng),
    steps: deck(pool.steps, rng),
    risks: deck(pool.risks, rng),
    table: deck(pool.tables, rng),
    code: deck(pool.code, rng),
    sources: deck(pool.sources, rng),
    hook: deck(pool.hooks, rng),
    paragraphs: deck(pool.paragraphs, rng),
    close: deck(pool.closes, rng),
    reasoning: deck(pool.reasoning, rng),
  }
  const text = (template: string) => fill(template, rng)
  const one = (from: (count?: number) => string[]) => text(from(1)[0] as string)
  const some = (from: (count?: number) => string[], least: number, most: number) => from(rng.integer(least, most)).map(text)
  // What shares words with the title comes first; the deck gives the rest.
  let title = ''
  const claims = (count: number): Claim[] => {
    const fitting = closest(title, pool.claims, (claim) => `${claim.heading} ${claim.text}`)
    const dealt = deal.claims(count).filter((claim) => claim !== fitting)
    return [...(fitting ? [fitting] : []), ...dealt].slice(0, count).map((claim) => ({ ...claim, text: text(claim.text) }))
  }
  const tableSpec = (): TableSpec => {
    const spec = ownTables[title] ?? closest(title, pool.tables, ({ caption, columns, rows }) => [caption, ...columns, ...rows.map((row) => row[0])].join(' ')) ?? (deal.table(1)[0] as TableSpec)
    return { ...spec, rows: spec.rows.map((row) => row.map(text)) }
  }
  const codeSpec = () => closest(title, pool.code, ({ caption, language, body }) => `${caption} ${language} ${body}`) ?? (deal.code(1)[0] as CodeSpec)

  const turns = new Map<string, number>()
  const turn = (kind: string, layouts: number) => {
    const count = turns.get(kind) ?? 0
    turns.set(kind, count + 1)
    return count % layouts
  }

  const findingsBody = (sources: Source[]): string => {
    switch (turn('findings', 4)) {
      case 0: {
        const three = claims(3)
        return sections(
          one(deal.opening),
          `## At a glance\n\n${markdownTable(tableSpec())}`,
          ...three.map((claim, index) => `## ${claim.heading}\n\n${claim.text}[^${index + 1}]${quoted(claim)}`),
          `## What I could not confirm\n\n${bullets(some(deal.gaps, 1, 3))}`,
          `## Next\n\n${tasks(some(deal.steps, 3, 4), 1)}`,
          three.map((_claim, index) => footnote(index + 1, sources)).join('\n'),
        )
      }
      case 1:
        return sections(
          one(deal.opening),
          numbered(claims(4).map((claim) => `**${claim.heading}.** ${claim.text}${claim.quote ? `\n   > ${claim.quote}` : ''}`)),
          `### How I looked\n\n${bullets(some(deal.steps, 3, 3))}`,
          `Still open: ${one(deal.gaps)}`,
        )
      case 2: {
        const [first, second] = claims(2) as [Claim, Claim]
        return sections(
          `# ${first.heading}`,
          `${first.text}${quoted(first)}`,
          `## And: ${second.heading}`,
          `${second.text}${quoted(second)}`,
          markdownTable(tableSpec()),
          `**What to do with it:** ${one(deal.advice)}`,
        )
      }
      default:
        return sections(
          `> ${one(deal.opening)}`,
          ...claims(3).map((claim) => `### ${claim.heading}\n\n${claim.text}\n\n- Seen in: ${link(deal.sources(1)[0] as Source)}\n- Would be wrong if: ${lowerFirst(one(deal.risks))}`),
          '---',
          `*Not covered:* ${one(deal.gaps)}`,
        )
    }
  }

  const analysisBody = (session: SessionSpec, sources: Source[]): string => {
    switch (turn('analysis', 4)) {
      case 0: {
        const code = codeSpec()
        return sections(
          `> **In short.** ${one(deal.advice)}`,
          one(deal.opening),
          markdownTable(tableSpec()),
          ...claims(2).map((claim) => `## ${claim.heading}\n\n${claim.text}`),
          `### ${code.caption}\n\n${fenced(code)}`,
          `### Limits\n\n${bullets(some(deal.gaps, 2, 3))}`,
        )
      }
      case 1:
        return sections(
          one(deal.opening),
          ...claims(3).map((claim, index) => `## ${index + 1} · ${claim.heading}\n\n${claim.text}${quoted(claim)}`),
          `## Checks\n\n${tasks(some(deal.steps, 4, 5), 4)}`,
          `Data: ${sources.map(link).join(' · ')}`,
        )
      case 2: {
        const code = codeSpec()
        return sections(
          `## Question\n\n${session.intent}${session.intent.endsWith('?') ? '' : '.'}`,
          `## Answer\n\n${one(deal.opening)}`,
          markdownTable(tableSpec()),
          `## How it was computed\n\n${code.caption}:\n\n${fenced(code)}`,
          `## What speaks against it\n\n${bullets(some(deal.risks, 2, 3))}`,
          `## What I would do\n\n${numbered(some(deal.advice, 2, 3))}`,
        )
      }
      default: {
        const [first, second] = claims(2) as [Claim, Claim]
        return sections(
          `${first.text}`,
          `This matters because of a second observation: **${lowerFirst(second.heading)}**. ${second.text}`,
          `- ${one(deal.advice)}\n  - *Cost:* ${rng.integer(2, 14)} person-days\n  - *Would be seen after:* ${rng.integer(3, 11)} weeks\n- ${one(deal.advice)}\n  - *Cost:* ${rng.integer(1, 9)} person-days\n  - *Risk:* ${one(deal.risks)}`,
          markdownTable(tableSpec()),
          `Interval: x̄ ± ${rng.pick(['1.96', '2.58'])}·s/√n, with n = ${rng.integer(180, 4200)} and s² ≈ ${(rng.next() * 4 + 0.3).toFixed(2)}.`,
        )
      }
    }
  }

  const planBody = (session: SessionSpec): string => {
    const steps = some(deal.steps, 4, 6)
    const days = steps.map(() => rng.integer(1, 5) / 2)
    const total = days.reduce((sum, day) => sum + day, 0)
    if (turn('plan', 2) === 0) {
      return sections(
        `**Goal.** ${session.intent}${session.intent.endsWith('?') ? '' : '.'}`,
        `## Questions\n\n${numbered(some(deal.questions, 3, 4).map((question, index) => (index === 0 ? `${question}\n   - Most decisions depend on this one.\n   - If it can’t be answered, I stop and ask.` : question)))}`,
        `## Steps\n\n${tasks(steps, 0)}`,
        `## Time\n\n| Step | Days |\n| --- | ---: |\n${steps.map((step, index) => `| ${step} | ${days[index]} |`).join('\n')}\n| **Total** | **${total}** |`,
        `## Risks\n\n${bullets(some(deal.risks, 2, 3))}`,
        `Done when a colleague can repeat it from this page.`,
      )
    }
    return sections(
      one(deal.opening),
      `### What we want to know\n\n${bullets(some(deal.questions, 3, 5))}`,
      `### How\n\n${numbered(steps)}`,
      `### What could go wrong\n\n${bullets(some(deal.risks, 1, 3))}`,
      `### Starting points\n\n${bullets(deal.sources(3).map(link))}`,
      `About ${total} days. I’ll ask before I contact anybody.`,
    )
  }

  const draftBody = (session: SessionSpec): string => {
    const platform = session.task_type === 'content_creation' ? session.parameters.platform : 'doc'
    const cta = session.task_type === 'content_creation' ? session.parameters.cta : undefined
    // in the order in which they were written, so that they tell something
    const paragraphs = deal.paragraphs(rng.integer(3, 5)).toSorted((a, b) => pool.paragraphs.indexOf(a) - pool.paragraphs.indexOf(b)).map(text)
    switch (platform) {
      case 'linkedin':
      case 'twitter':
        return sections(one(deal.hook), ...paragraphs, one(deal.close), cta ? `👉 **${cta}**` : '', `*#fieldservice #dispatch${rng.chance(0.5) ? ' #offline' : ''}*`)
      case 'email':
        return sections(
          `**Subject:** ${one(deal.hook)}\n**Preview:** ${firstSentence(paragraphs[0] as string)}`,
          'Hello {{first_name}},',
          ...paragraphs.slice(0, 3),
          one(deal.close),
          cta ? `[**${cta}**](https://larkfield.example/go/${rng.integer(100, 999)})` : '',
          'The people at Larkfield',
        )
      case 'blog':
        return sections(
          `*${one(deal.hook)}*`,
          ...paragraphs.flatMap((paragraph, index) => (index === 1 ? [`## ${rng.pick(['How it works', 'What we learned', 'The uncomfortable part', 'In practice'])}`, paragraph] : [paragraph])),
          `> ${(claims(1)[0] as Claim).text}`,
          rng.chance(0.5) ? fenced(codeSpec()) : '',
          one(deal.close),
        )
      default:
        return sections(`*${one(deal.hook)}*`, ...paragraphs.slice(0, 2), rng.chance(0.4) ? bullets(paragraphs.slice(2)) : paragraphs.slice(2).join('\n\n'), rng.chance(0.5) ? markdownTable(tableSpec()) : '', `---\n\n${one(deal.close)}`)
    }
  }

  const write = ({ type, title: given, form }: ArtifactSpec, session: SessionSpec): Content => {
    title = given
    switch (form) {
      case 'table':
        return { title, format: 'table', ...tableContent(tableSpec()) }
      case 'code': {
        const { language, caption, body } = codeSpec()
        return { title, format: 'code', language, body: `${comment(language, caption)}${body}` }
      }
      case 'text':
        return { title, format: 'text', body: plainText([one(deal.hook), ...some(deal.paragraphs, 3, 5), one(deal.close)]) }
      case 'json': {
        const { columns, rows } = tableContent(tableSpec())
        return {
          title,
          summary: plain(one(deal.opening)),
          findings: claims(3).map((claim) => ({ claim: claim.heading, evidence: plain(claim.text), confidence: rng.integer(55, 97) / 100 })),
          metrics: Object.fromEntries(rows.map((row) => [String(row[columns[0]?.key ?? '']), row[columns[1]?.key ?? ''] ?? null])),
          next_steps: some(deal.advice, 2, 3).map(plain),
          complete: true,
        }
      }
      case 'markdown': {
        const sources = deal.sources(rng.integer(2, 4))
        if (type === 'research_plan') return { title, format: 'markdown', body: planBody(session) }
        if (type === 'content_draft') return { title, format: 'markdown', body: draftBody(session) }
        const body = type === 'web_findings' ? findingsBody(sources) : analysisBody(session, sources)
        return { title, format: 'markdown', body, sources }
      }
    }
  }

  return { write, reasoning: () => (rng.chance(0.3) ? `${one(deal.reasoning)}\n\n${one(deal.gaps)}` : one(deal.reasoning)) }
}

/** The one whose words the title shares most, undefined when it shares none. */
function closest<T>(title: string, list: readonly T[], words: (one: T) => string): T | undefined {
  const wanted = stems(title)
  let best: T | undefined
  let most = 0
  for (const one of list) {
    const shared = [...stems(words(one))].filter((stem) => wanted.has(stem)).length
    if (shared > most) [best, most] = [one, shared]
  }
  return best
}

const common = new Set(['the', 'and', 'for', 'with', 'that', 'what', 'from', 'how', 'who', 'one', 'two', 'our', 'not', 'per', 'are', 'you', 'they', 'them', 'their', 'this', 'than', 'has', 'have', 'was', 'were', 'which', 'when', 'where', 'why', 'each', 'its', 'all', 'but', 'into', 'about'])
const stems = (text: string) =>
  new Set((text.toLowerCase().match(/\p{L}{3,}/gu) ?? []).filter((word) => !common.has(word)).map((word) => word.slice(0, 5)))

const sections = (...parts: string[]) => parts.filter((part) => part !== '').join('\n\n')
const bullets = (lines: string[]) => lines.map((line) => `- ${line}`).join('\n')
const numbered = (lines: string[]) => lines.map((line, index) => `${index + 1}. ${line}`).join('\n')
const tasks = (lines: string[], done: number) => lines.map((line, index) => `- [${index < done ? 'x' : ' '}] ${line}`).join('\n')
const fenced = ({ language, body }: CodeSpec) => `\`\`\`${language}\n${body}\n\`\`\``
const link = ({ title, url }: Source) => `[${title}](${url})`
const quoted = ({ quote }: Claim) => (quote === undefined ? '' : `\n\n> ${quote}`)
const lowerFirst = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1)
const firstSentence = (text: string) => plain(text).split(/(?<=[.?!])\s/)[0] ?? ''
const plain = (text: string) => text.replace(/\*\*([^*]+)\*\*/g, '$1').replace(/(^|\W)\*([^*]+)\*(?=\W|$)/g, '$1$2').replace(/`([^`]+)`/g, '$1')
const plainText = (paragraphs: string[]) => paragraphs.map(plain).join('\n\n')

function footnote(number: number, sources: Source[]): string {
  const source = sources[(number - 1) % sources.length] as Source
  return `[^${number}]: ${link(source)}${source.quote ? ` – “${source.quote}”` : ''}`
}

function markdownTable({ caption, columns, rows }: TableSpec): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  const rule = columns.map((_column, index) => (rightAligned(rows, index) ? '---:' : '---'))
  return `${line(columns)}\n${line(rule)}\n${rows.map(line).join('\n')}\n\n*${caption}*`
}

function tableContent({ columns, rows }: TableSpec) {
  const keys = columns.map((label, index) => ({
    key: label.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '') || `column_${index + 1}`,
    label: label === '' ? `Column ${index + 1}` : label,
    ...(rightAligned(rows, index) ? { align: 'right' as const } : {}),
  }))
  return {
    columns: keys,
    rows: rows.map((row) => Object.fromEntries(keys.map(({ key }, index) => [key, cell(row[index] ?? '')]))),
  }
}

const numeric = /^[±+−-]?[€$¥]?\s?\d[\d.,]*(\s?(%|s|M|h|€))?$/
/** Numbers stand right, also where one or two cells say “included” instead. */
const rightAligned = (rows: string[][], index: number) =>
  index > 0 && rows.filter((row) => numeric.test(plain(row[index] ?? ''))).length > rows.length * 0.55
const cell = (text: string): string | number | null => {
  const value = plain(text)
  if (value === '–') return null
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
}

/** The caption as the language's comment; JSON has none. */
function comment(language: string, caption: string): string {
  if (language === 'json' || language === 'text') return ''
  if (language === 'sql') return `-- ${caption}\n`
  if (language === 'typescript') return `// ${caption}\n`
  return `# ${caption}\n`
}
