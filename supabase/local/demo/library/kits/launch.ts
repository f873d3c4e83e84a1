import { analysis, claim, code, draft, findings, type Kit, plan, source, table } from '../types.ts'

export const launch: Kit = {
  key: 'launch',
  project: {
    name: 'Launch of offline mode',
    basket: 'Product launches',
    description: 'Everything that goes out when technicians can work a whole day without signal: posts, mails, help pages, and the evidence behind each sentence.',
  },
  sessions: [
    {
      task_type: 'content_creation',
      intent: 'Write the launch posts for LinkedIn: one for owners, one for dispatchers, one for technicians',
      parameters: { platform: 'linkedin', target_audience: 'People who run or dispatch field crews', tone: 'casual', length: 'short', cta: 'Read how it works' },
      status: 'running',
      agent: 'quill',
      artifacts: [
        draft('Launch post, draft 1: “The basement has no bars”'),
        draft('Launch post, draft 2: a dispatcher’s quiet Tuesday'),
        draft('Launch post, draft 3: what 31 lost job sheets cost'),
        draft('Post for technicians: your phone remembers, you don’t have to'),
        draft('Post for owners: the invoice leaves on the same day'),
        draft('Five first lines to test against each other', 'text'),
        draft('Carousel text, seven frames, with notes for design'),
        analysis('Which words our best posts of the year share'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'Draft 3 says “31 lost job sheets”. The number comes from one customer’s own count and I could not check it. Keep it with the customer’s name, or make it general?' },
      ],
    },
    {
      task_type: 'content_creation',
      intent: 'Announce offline mode to existing customers by e-mail, in three segments',
      parameters: { platform: 'email', target_audience: 'Existing customers on Solo, Team and Company', tone: 'friendly', length: 'short', cta: 'Switch it on' },
      status: 'paused',
      agent: 'quill',
      artifacts: [
        draft('E-mail to Team customers: switch it on in two minutes'),
        draft('E-mail to Company customers, with notes for their IT'),
        draft('E-mail to Solo customers: nothing to do, it just works'),
        draft('Subject lines, twelve, grouped by promise', 'text'),
        draft('Reminder after nine days for those who did not switch it on'),
        draft('Answer template for “Is my data safe on a lost phone?”', 'text'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'The e-mail to Company customers mentions encryption on the phone. Legal has not confirmed the wording “encrypted at rest”. Shall I wait, or send the version without this sentence to review?', stage: 1, stages: 2 },
        { type: 'agent_offered', reason: 'Ready to schedule the three mails for Tuesday 09:00 in each customer’s time zone. May I?', stage: 2, stages: 2 },
      ],
    },
    {
      task_type: 'content_creation',
      intent: 'Blog article that explains how offline mode resolves conflicts, without hiding the hard parts',
      parameters: { platform: 'blog', target_audience: 'Technical buyers and curious customers', tone: 'technical', length: 'long' },
      status: 'running',
      agent: 'quill',
      artifacts: [
        draft('How two people can edit one job without a signal'),
        draft('What happens when your phone falls into a drain at 15:40'),
        draft('Why we show conflicts instead of solving them silently'),
        draft('Sidebar: the five words we use for sync, and what they mean'),
        analysis('Fact check of the blog article, sentence by sentence', 'table'),
        draft('Code sample for the article: merging two job sheets', 'code'),
        draft('Short version of the article for the release notes'),
        draft('Pull quotes for the article, with line numbers'),
        plan('Plan: two reviewers from engineering before publication'),
      ],
    },
    {
      task_type: 'research',
      intent: 'What did others say when they launched offline modes, and what did customers hold against them later?',
      parameters: { focus: 'Launch claims about offline work and the complaints that followed within a year', sources: ['web', 'release notes', 'review sites'], depth: 'deep' },
      status: 'completed',
      agent: 'atlas',
      artifacts: [
        plan('Plan: offline launches of the last four years'),
        findings('Nine launches, four promises, one that always came back'),
        findings('“Works everywhere” is the sentence that ages worst'),
        findings('Support articles tell what launch posts don’t'),
        findings('How long offline lasts: vendors say days, phones say hours'),
        analysis('Claims and later complaints, side by side', 'table'),
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Measure the beta: who used offline mode, how long, and what failed',
      parameters: { analysis_type: 'Beta evaluation', metrics: ['offline minutes per day', 'conflicts per 1,000 edits', 'failed syncs'], depth: 'deep' },
      status: 'completed',
      agent: 'meridian',
      artifacts: [
        analysis('Beta of offline mode: 41 companies, six weeks, the numbers'),
        analysis('Conflicts: 3.1 per thousand edits, most of them about one field'),
        analysis('Failed syncs by phone model', 'table'),
        analysis('How we counted an “offline minute”', 'code'),
        analysis('Battery: what offline mode costs on old phones'),
        analysis('Beta metrics for the launch dashboard', 'json'),
      ],
    },
    {
      task_type: 'content_creation',
      intent: 'Posts for a short thread on the day of the launch',
      parameters: { platform: 'twitter', target_audience: 'Developers and product people', tone: 'casual', length: 'short' },
      status: 'pending',
      agent: 'quill',
      artifacts: [],
    },
    {
      task_type: 'content_creation',
      intent: 'Help pages for offline mode: set-up, limits, lost phone',
      parameters: { platform: 'doc', target_audience: 'Technicians and dispatchers', tone: 'friendly', length: 'medium' },
      status: 'running',
      agent: 'quill',
      artifacts: [
        draft('Help: switch on offline mode'),
        draft('Help: what works without a signal and what does not'),
        draft('Help: two people changed the same job'),
        draft('Help: a phone is lost or stolen'),
        draft('Help: how much space offline mode needs'),
        analysis('Reading level of the five help pages', 'table'),
      ],
    },
  ],
  pool: {
    openings: [
      'Every claim in the launch texts was traced to one of three things: a number from the beta, a sentence in the documentation, or a customer who allowed us to quote. Claims with none of these are marked ✂ and should go.',
      'The beta ran six weeks with {38-44} companies and {900-1100} technicians. **{71-79} % of them were offline for at least ten minutes on a normal working day**, and most did not notice: that is the story.',
      'Offline is an easy promise and a hard one to keep. Of the nine launches I looked at, seven used a word that they had to take back within a year.',
      'The numbers below come from the app’s own event log. Devices that never came back online are counted separately, because they would otherwise look like perfect ones.',
    ],
    claims: [
      claim('Most offline time is short', 'The median break is {3-5} minutes: a lift, a cellar, a car park. Only {4-7} % of breaks last over an hour, but they hold {38-46} % of all edits made offline.', 'I never think about it. That’s new.'),
      claim('Conflicts are rare and boring', 'There were {2.8-3.4} conflicts per thousand edits, and two thirds concern the arrival time. Nobody lost a signature, a photo or a part number.'),
      claim('“Works everywhere” comes back', 'Four vendors used the sentence. All four later published a list of screens that don’t work, and reviewers quote the one against the other.', 'It works everywhere, apparently, except in the part where you invoice.'),
      claim('People trust what they can see', 'Technicians who saw “3 changes wait on this phone” called the office {40-55} % less often than those with a hidden queue. The counter costs one line of space.'),
      claim('Old phones are the real limit', 'With less than 1 GB of free space, {6-9} % of days ended with photos that were not kept at full size. The app says so; half of the users had not seen the message.'),
      claim('Dispatchers fear silence more than errors', 'In six of eight interviews the first question was how to tell “offline” from “not working”. A last-seen time on the board answers it.', 'Grey is fine. Grey since 10:12 is better.'),
      claim('The invoice is the moment that counts', 'Job sheets finished offline were invoiced {0.7-1.3} days earlier than before, because nobody typed them in again. This is the number that owners repeat.'),
    ],
    gaps: ['What happens after a week offline: the longest real case was 31 hours.', 'Tablets were {3-5} % of devices, too few for a sentence of their own.', 'Nobody in the beta shared one phone between two people, though customers do.'],
    advice: [
      'Say “a working day without signal”, not “everywhere”. It is what we measured.',
      'Lead with the invoice for owners, with silence for dispatchers, with photos for technicians.',
      'Show a conflict in the launch video. Nobody else dares, and it is the part that builds trust.',
      'Hold back the battery claim until the old Android models are measured again.',
    ],
    questions: ['Which promises do launches of offline functions make?', 'Which of them do customers quote in complaints?', 'How is “offline” measured, if at all?', 'Which screens stay online-only, and where is that said?', 'Who explains conflicts, and in which words?'],
    steps: ['List the launches since 2021 with their first public sentence', 'Collect complaints of the following twelve months', 'Match complaints to sentences', 'Check help pages for later corrections', 'Mark what our own texts promise today', 'Propose wording that survives a year'],
    risks: ['Deleted posts: what vendors took down is the most interesting part and the hardest to find.', 'Complaints may concern another function and only say “offline”.', 'Beta users are friendlier than customers.'],
    tables: [
      table('The beta in numbers', 'Measure | Median | 90th percentile | Note', `
Offline minutes a day | {21-29} | {88-120} | working days only
Edits made offline | {6-9} | {31-40} | per technician and day
Conflicts per 1,000 edits | {2.8-3.4} | {7.5-9.9} | arrival time: {62-69} %
Time to send after return | {1.9-2.6} s | {8-14} s | photos excluded
Failed syncs | 0 | {1-2} | retried by itself`),
      table('Claims and their evidence', 'Sentence | Evidence | Verdict', `
“A whole day without signal” | longest common case {9-11} h | ✓ keep
“Nothing is ever lost” | two lost phones, unsent work gone | ✂ change
“No set-up” | true for Solo, not for Company | ✎ narrow
“Half the battery use” | one phone model | ✂ drop`),
      table('Failed syncs by model', 'Model class | Devices | Failed | Rate', `
Android, over 5 years old | {110-140} | {19-26} | {15-19} %
Android, newer | {420-480} | {9-13} | {2-3} %
iOS | {340-390} | {4-7} | {1-2} %
Rugged scanners | {28-36} | {5-8} | {17-23} %`),
    ],
    code: [
      code('typescript', 'Merging two versions of a job sheet, field by field', `
type Field = { value: string; editedAt: number; by: string }
type Sheet = Record<string, Field>

/** Fields that only one side changed are taken over; fields that both changed stay side by side for a person. */
export function merge(base: Sheet, mine: Sheet, theirs: Sheet) {
  const merged: Sheet = { ...base }
  const conflicts: string[] = []
  for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const a = mine[name]
    const b = theirs[name]
    const changedHere = a?.value !== base[name]?.value
    const changedThere = b?.value !== base[name]?.value
    if (changedHere && changedThere && a?.value !== b?.value) conflicts.push(name)
    else if (changedHere && a) merged[name] = a
    else if (b) merged[name] = b
  }
  return { merged, conflicts }
}`),
      code('sql', 'Offline minutes per technician and day', `
select technician_id,
       date_trunc('day', went_offline_at) as day,
       sum(extract(epoch from coalesce(came_back_at, day_end) - went_offline_at)) / 60 as offline_minutes
from connectivity_breaks
where went_offline_at >= now() - interval '6 weeks'
  and coalesce(came_back_at, day_end) - went_offline_at > interval '20 seconds'  -- shorter ones are handovers
group by technician_id, day;`),
    ],
    sources: [
      source('Larkfield documentation: offline mode', 'https://docs.larkfield.example/offline', 'Changes are kept on the phone until the server has confirmed them.'),
      source('Tidewise blog: “Works everywhere”', 'https://tidewise.example/blog/works-everywhere'),
      source('Tidewise help: screens that need a connection', 'https://help.tidewise.example/offline/limits', 'Invoices, parts orders and team chat are available online only.'),
      source('Crewline release notes 8.2', 'https://crewline.example/releases/8.2'),
      source('Beta survey, 212 answers', 'https://research.larkfield.example/beta-survey'),
    ],
    hooks: [
      'The basement has no bars. Your technician still has eleven jobs today.',
      'At 10:12 the dispatcher’s board went quiet. Nothing was wrong.',
      'Somewhere under your city there is a lift shaft where software goes to die. We went there to test.',
      'A job sheet that has to be typed twice is a job sheet that gets lost once.',
      'Our longest beta tester stayed offline for 31 hours. He was on a ferry, fixing it.',
    ],
    paragraphs: [
      'From today, Larkfield works a whole working day without a signal. Jobs, customers, parts, photos, signatures: everything is on the phone before it is needed, and goes out when the phone finds a network again.',
      'What we don’t do is pretend. If you and a colleague change the same field while one of you is offline, you’ll see both versions and pick one. It happened three times in a thousand edits in our beta, and it took people four seconds.',
      'A small counter says how many changes wait on this phone. When it reads zero, the office has everything. No spinner, no hoping.',
      'For dispatchers the board now says *since when* somebody is offline. Grey is normal. Grey since 10:12 is information.',
      'Photos are kept at full size and sent last, so that the invoice never waits for a picture of a valve.',
      'A lost phone is a bad day, but not a leak: work that waits on it is encrypted, and you can lock the phone out from the board.',
      'In the beta, invoices left {0.8-1.2} days earlier. Nobody worked faster. They just stopped typing everything a second time.',
    ],
    closes: ['It’s in the update of this week, for every plan. Read how it works: https://larkfield.example/offline', 'Switch it on under Settings → Phone. It takes two minutes and a cup of coffee’s worth of download.', 'Tell us where it breaks. We collect basements.'],
    reasoning: [
      'I kept the sentences short because the posts are read on phones. Every number has a source in the fact-check table.',
      'The tone follows the three posts that did best this year: a concrete scene first, the function second.',
      'I am not sure about the joke in the last line; without it the text works too.',
      'The metrics agree between the event log and the server’s own counts within 0.4 %.',
    ],
  },
}
