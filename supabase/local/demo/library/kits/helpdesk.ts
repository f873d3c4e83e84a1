import { analysis, claim, code, draft, findings, type Kit, plan, source, table } from '../types.ts'

export const helpdesk: Kit = {
  key: 'helpdesk',
  project: {
    name: 'Choosing a help desk',
    basket: 'Vendor decisions',
    description: 'Our support tool’s contract ends in spring. Six candidates, one decision, with the migration thought through before anyone falls in love with a demo.',
  },
  sessions: [
    {
      task_type: 'research',
      intent: 'Compare six help desks against the eleven things our support team does every day',
      parameters: { focus: 'Six help desk products against eleven daily tasks of a nine-person support team', sources: ['web', 'vendor documentation', 'status pages'], depth: 'deep' },
      status: 'running',
      agent: 'atlas',
      artifacts: [
        plan('Plan: judge help desks by a working day, not by feature lists'),
        findings('Vendor comparison: six help desks, eleven tasks'),
        findings('Deskhand: strong macros, weak phone, honest status page'),
        findings('Parley: everything is a conversation, also what shouldn’t be'),
        findings('Ticketeer: cheap until you count the “light agents”'),
        findings('Replybox: what 14 months of incident reports say'),
        analysis('Scores by task, weighted by time spent', 'table'),
        findings('Mailroom and Hearken: why they are out after the first day'),
        analysis('How stable is the ranking if our weights are wrong?'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'Two vendors give a price only after a call. May I book one call each under the name of the support lead? I would not share ticket volumes beyond “about 4,000 a month”.' },
      ],
    },
    {
      task_type: 'research',
      intent: 'Check data protection and data location of the three finalists',
      parameters: { focus: 'Sub-processors, data location, deletion terms and audit reports of Deskhand, Parley and Replybox', sources: ['vendor documentation', 'contracts'], depth: 'deep' },
      status: 'paused',
      agent: 'warden',
      artifacts: [
        findings('Deskhand: sub-processors, of which four are outside of the EU'),
        findings('Parley’s deletion promise has a 35-day tail'),
        findings('Replybox trains on tickets unless you object by letter'),
        analysis('Data protection check of three finalists', 'table'),
        draft('Questions to the three vendors’ data protection officers'),
        analysis('Clauses to negotiate, with proposed wording'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'Replybox’s terms allow training on ticket text “to improve the service”. This may end its candidacy. Continue the check, or stop here and save the time?', stage: 1, stages: 2 },
        { type: 'agent_offered', reason: 'Stage 2 would compare the contracts clause by clause. It needs the drafts that procurement received; may I read that folder?', stage: 2, stages: 2 },
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Work out what moving 61,000 tickets costs in time and risk',
      parameters: { analysis_type: 'Migration estimate', metrics: ['hours', 'records that need a person', 'days with two systems'], depth: 'deep' },
      status: 'running',
      agent: 'meridian',
      artifacts: [
        analysis('Migrating 61,000 tickets: 94 % go by themselves'),
        analysis('The 3,700 tickets that need a person, sorted by reason', 'table'),
        analysis('Dry run of the export, with timings', 'code'),
        analysis('Attachments: 212 GB, half of it signatures'),
        analysis('Cut-over plan for a Friday, hour by hour'),
        analysis('Migration estimate as data', 'json'),
        draft('Checklist for the Friday of the cut-over'),
      ],
    },
    {
      task_type: 'analysis',
      intent: 'How does our support team spend its time today?',
      parameters: { analysis_type: 'Time study', metrics: ['minutes per ticket', 'handovers', 'reopened tickets'], depth: 'quick' },
      status: 'completed',
      agent: 'meridian',
      artifacts: [
        analysis('Where nine people’s support time goes in a week'),
        analysis('Minutes per ticket by topic', 'table'),
        analysis('Reopened tickets: the same four macros'),
        analysis('Handovers cost more than hard questions'),
        analysis('Time study, query and cleaning steps', 'code'),
      ],
    },
    {
      task_type: 'content_creation',
      intent: 'Decision paper for the management meeting, two pages',
      parameters: { platform: 'doc', target_audience: 'Management team, ten minutes’ reading', tone: 'professional', length: 'medium' },
      status: 'running',
      agent: 'quill',
      artifacts: [
        draft('Decision paper: a new help desk, version for comments'),
        draft('Decision paper, one-page version'),
        draft('Objections we expect, and what we’d answer'),
        draft('E-mail to the support team: what changes and when'),
        draft('Letter of notice to the present vendor', 'text'),
      ],
      checkpoints: [{ type: 'user_requested', reason: 'Hold the decision paper until the data protection check of Replybox is settled.', decision: 'continue', note: 'Settled enough: treat Replybox as out.' }],
    },
    {
      task_type: 'research',
      intent: 'Talk to four reference customers of the finalists',
      parameters: { focus: 'Experience of reference customers after the first year', sources: ['interviews'], depth: 'quick' },
      status: 'pending',
      agent: 'atlas',
      artifacts: [],
    },
  ],
  pool: {
    openings: [
      'The team answers about {3900-4200} tickets a month with nine people. A tool that saves one minute per ticket saves **{64-70} hours a month**; a tool that looks nicer saves none. The comparison is weighted accordingly.',
      'All six can do everything on our list *somehow*. What separates them is how many clicks the {11-12} most frequent tasks take, and what happens on a bad day.',
      'I scored each product by doing our eleven tasks in a trial account with the same forty tickets. Feature lists were read only to find what trials hide.',
      'Two finalists are enough. The third adds cost and hope, and no information.',
    ],
    claims: [
      claim('Merging tickets decides the day', 'Customers write twice. Merging takes {2-3} clicks at Deskhand, {6-8} at Ticketeer, and loses attachments at Parley when both sides have one with the same name.', 'We keep a list of tickets that we are afraid to merge.'),
      claim('Light agents are not free', 'Ticketeer’s price looks {28-35} % lower until technicians who comment count as agents. With our {20-24} occasional helpers it is the most expensive of the six.'),
      claim('Status pages tell who is honest', 'In 14 months Deskhand reported {17-20} incidents, Replybox {2-3}. Outage trackers saw about the same number for both.', 'All systems operational.'),
      claim('Phone remains the weak spot', 'None of the six shows the caller’s open job on the screen. Two have an API that would allow it; at Deskhand it took an afternoon in the trial.'),
      claim('Search finds words, not cases', 'For the query “pump leaks after service” the right old ticket came in the first five results in {7-8} of ten cases at Replybox, {5-6} at Deskhand and {3-4} elsewhere.'),
      claim('Reports are exported anyway', 'Every reference customer exports raw data to a spreadsheet on Mondays. A clean export counts more than a dashboard.'),
      claim('The AI answer button is switched off by most', 'Of {13-16} teams I could ask, {9-11} had turned off suggested answers within a quarter: right tone, wrong part number.', 'It apologises beautifully for things that we did not do.'),
    ],
    gaps: ['Prices above 25 agents: two vendors want a call first.', 'How each behaves with 4,000 tickets a month *in our trial account*; trials are capped.', 'Nobody publishes how long a full export of attachments takes.'],
    advice: [
      'Invite **Deskhand** and **Parley** to a second round, with our own tickets and our own bad day.',
      'Ask for the export before the contract, not after it.',
      'Write “no training on our tickets” into the contract, not into a settings page.',
      'Move on a Friday in February: ticket volume is {34-40} % below average then.',
      'Do not migrate tickets older than three years; {96-98} % were never opened again.',
    ],
    questions: ['Which tasks take most of the team’s time?', 'What does each product do with them, in clicks and seconds?', 'What breaks on a bad day?', 'Where is the data, who else sees it, and how does it leave?', 'What does it cost with all people who touch a ticket?'],
    steps: ['Shadow two colleagues for a day and list tasks with durations', 'Open trials; load the same forty anonymised tickets', 'Do the eleven tasks three times each, timed', 'Break it: large attachment, double mail, angry customer in copy', 'Read the status history and the terms', 'Score, weigh by time, show the weights', 'Have the team try the first two for one hour each'],
    risks: ['Trials run on small data; search looks better than it will be.', 'The team’s habits favour the present tool.', 'A vendor may change the plan before we sign: get the price in writing.'],
    tables: [
      table('Score by task (5 is best)', 'Task | Weight | Deskhand | Parley | Ticketeer | Replybox', `
Answer with macro | {21-24} % | 5 | 4 | 4 | 3
Merge duplicates | {12-15} % | 5 | 2 | 2 | 4
Hand over with context | {11-13} % | 4 | 5 | 3 | 3
Find an old case | {9-11} % | 3 | 3 | 2 | 5
Phone with job on screen | {7-9} % | 4 | 2 | 1 | 2
Weekly export | {4-6} % | 4 | 3 | 4 | 4
**Weighted** | 100 % | **{4.3-4.5}** | **{3.4-3.6}** | **{2.7-2.9}** | **{3.3-3.5}**`),
      table('Cost for nine agents and 22 helpers, per year', 'Vendor | Licences | Helpers | Set-up | Year 1 | Year 2', `
Deskhand | €7,680 | €0 | €1,020 | €8,700 | €7,680
Parley | €9,010 | €1,550 | €0 | €10,560 | €10,560
Ticketeer | €5,440 | €6,790 | €600 | €12,830 | €12,230
Replybox | €8,290 | €0 | €1,700 | €9,990 | €8,290`),
      table('Tickets that need a person', 'Reason | Tickets | Minutes each | Hours', `
Same customer under two addresses | {1500-1700} | 1 | {25-28}
Merged with lost parent | {800-950} | 3 | {40-47}
Attachment over 25 MB | {600-700} | 2 | {20-23}
Open and older than a year | {330-390} | 4 | {22-26}`),
    ],
    code: [
      code('bash', 'Export of one month, resumable', `
#!/usr/bin/env bash
set -euo pipefail
cursor_file="cursor.txt"
cursor=$(cat "$cursor_file" 2>/dev/null || true)
while :; do
  page=$(curl --fail --silent --retry 5 \\
    --header "Authorization: Bearer $EXPORT_TOKEN" \\
    "https://api.olddesk.example/v2/tickets?per_page=200&cursor=$cursor")
  jq -c '.tickets[]' <<<"$page" >>tickets.jsonl
  cursor=$(jq -r '.next_cursor // empty' <<<"$page")
  [ -n "$cursor" ] || break
  printf '%s' "$cursor" >"$cursor_file"
done
wc -l tickets.jsonl`),
      code('sql', 'Minutes per ticket by topic', `
select topic,
       count(*) as tickets,
       percentile_cont(0.5) within group (order by handling_seconds) / 60 as median_minutes,
       avg((reopened_count > 0)::int) as reopened_share
from tickets
where closed_at >= date_trunc('quarter', now()) - interval '3 months'
group by topic
having count(*) >= 30
order by sum(handling_seconds) desc;`),
    ],
    sources: [
      source('Deskhand status history', 'https://status.deskhand.example/history', '18 incidents in the last 14 months.'),
      source('Parley terms of service, section 9', 'https://parley.example/terms#9', 'Customer data is removed from backups within 35 days.'),
      source('Replybox terms: service improvement', 'https://replybox.example/terms#improvement', 'Unless the customer objects in writing, ticket text may be used to improve the service.'),
      source('Ticketeer: who counts as an agent', 'https://help.ticketeer.example/agents-and-helpers'),
      source('Time study, two weeks, nine people', 'https://warehouse.larkfield.example/datasets/support-time-study'),
    ],
    hooks: ['We propose to move to Deskhand in February. It is not the prettiest of the six; it is the one that gives the team most of its day back.', 'The contract of our help desk ends in spring. Not deciding means two more years of it.', 'From March on you’ll answer tickets in another tool. Here is what that means for your Monday.'],
    paragraphs: [
      'We looked at six products and did our own eleven most frequent tasks in each of them, with a stopwatch. Weighted by the time that we spend on them, Deskhand comes out first, and would still do so if any single weight were halved.',
      'It costs about €8,700 in the first year and €7,700 after. The present tool costs €9,400. Migration takes {90-110} hours of our own people, most of it for tickets that have been a mess for years anyway.',
      'The greatest risk is the phone: none of the six shows the caller’s job. We built it with Deskhand’s API in an afternoon, as a trial; it has to be built properly, which is two weeks of one developer.',
      'Replybox is out because its terms allow training on our customers’ tickets. Parley is a good second choice if negotiations fail; its weakness is merging.',
      'Nothing changes for customers. Addresses stay, numbers stay, open tickets move with their history.',
      'For one week both tools run side by side. New tickets arrive in the new one; the old one is there to be read, not to be answered.',
    ],
    closes: ['We ask for a decision by the end of the month, so that notice can be given in time.', 'Please try it in the sandbox this week, and break it.', 'Comments until Thursday, then this goes to the meeting.'],
    reasoning: [
      'Scores are my own timings, three rounds each, in trial accounts; the spread within a product is smaller than the gap between them.',
      'I weighed by minutes and not by opinion. With equal weights the order of the first two does not change.',
      'The contract clauses were read in full. I am not a lawyer, and section 9 should be read by one.',
      'Incident counts depend on honesty, so I used third-party trackers as a second reading.',
    ],
  },
}
