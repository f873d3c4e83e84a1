import { analysis, claim, code, draft, findings, type Kit, plan, source, table } from '../types.ts'

export const interviews: Kit = {
  key: 'interviews',
  project: {
    name: 'Interviews with dispatchers',
    basket: 'Customer research',
    description: 'Twenty-four conversations with the people who send crews out in the morning. What they do, what they fear, and what they built for themselves in spreadsheets.',
  },
  sessions: [
    {
      task_type: 'research',
      intent: 'Summarise the first twelve dispatcher interviews, one page each, with quotes that can be found again',
      parameters: { focus: 'How dispatchers plan, replan and report a day; twelve interviews', sources: ['interview transcripts'], depth: 'deep' },
      status: 'running',
      agent: 'atlas',
      artifacts: [
        findings('Interview summary D01: lift maintenance, 22 technicians'),
        findings('Interview summary D02: heating and plumbing, family business'),
        findings('Interview summary D03: facility cleaning, three shifts'),
        findings('Interview summary D04: solar installer that doubled in a year'),
        findings('Interview summary D05: medical devices, every visit documented'),
        findings('Interview summary D06: locksmith, 70 % emergencies'),
        findings('Interview summary D07: vending machines, fixed rounds'),
        findings('Interview summary D08: kitchen fitters who never know how long'),
        findings('Interview summary D09: pest control with nine-week cycles'),
        findings('Interview summary D10: elevator modernisation, night work'),
        findings('Interview summary D11: window cleaning by rope'),
        findings('Interview summary D12: public housing, 9,000 flats'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'D07 mentions by name a colleague who was dismissed. I removed the passage from the summary. Should it also be removed from the transcript in the archive?' },
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Find the themes across all interviews and say how strong each of them is',
      parameters: { analysis_type: 'Thematic analysis', metrics: ['mentions', 'interviews', 'strength'], depth: 'deep' },
      status: 'paused',
      agent: 'meridian',
      artifacts: [
        analysis('Six themes from twenty-four dispatchers'),
        analysis('Theme by interview', 'table'),
        analysis('The 7:40 problem: replanning when somebody calls in sick'),
        analysis('Spreadsheets that dispatchers built, and what each replaces'),
        analysis('What nobody said, though we asked'),
        analysis('Code tree with counts', 'json'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'Themes 4 and 5 overlap in nine interviews. Merge them into “being blamed for the plan”, or keep them apart as “fear of the phone” and “fear of the boss”?', stage: 2, stages: 3 },
        { type: 'agent_offered', reason: 'Code book is stable after interview 18. Continue with the remaining six?', stage: 1, stages: 3, decision: 'continue' },
      ],
    },
    {
      task_type: 'research',
      intent: 'Prepare the second round: whom to ask and what',
      parameters: { focus: 'Sampling and guide for twelve further interviews', sources: ['interview transcripts', 'customer base'], depth: 'quick' },
      status: 'completed',
      agent: 'atlas',
      artifacts: [
        plan('Interview guide, round two: a morning, minute by minute'),
        plan('Whom to ask: twelve companies that differ in the right ways'),
        draft('Invitation to an interview, two versions', 'text'),
        analysis('Who is missing from round one', 'table'),
        draft('Consent form in plain words'),
      ],
    },
    {
      task_type: 'content_creation',
      intent: 'Turn the research into a story that engineering wants to read',
      parameters: { platform: 'blog', target_audience: 'Our own engineers and designers', tone: 'casual', length: 'long' },
      status: 'running',
      agent: 'quill',
      artifacts: [
        draft('A dispatcher’s morning in eleven phone calls'),
        draft('Things our users call our product'),
        draft('The whiteboard always wins, until it is wiped'),
        draft('Why “optimise route” is the least used button'),
        draft('Poster text: six sentences from six dispatchers', 'text'),
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Check what dispatchers say against what the board’s log shows',
      parameters: { analysis_type: 'Log comparison', metrics: ['changes per day', 'time of changes', 'undo'], depth: 'quick' },
      status: 'completed',
      agent: 'meridian',
      artifacts: [
        analysis('They say twenty changes a day; the log says sixty-four'),
        analysis('When plans change: a histogram of the working day', 'table'),
        analysis('Undo is used most in the first hour'),
        analysis('Log comparison, query', 'code'),
        findings('Four statements that the log contradicts'),
      ],
    },
    {
      task_type: 'research',
      intent: 'Read what has been published about dispatching under uncertainty',
      parameters: { focus: 'Studies on human dispatchers and replanning in field service and ambulance services', sources: ['journals', 'conference papers'], depth: 'deep' },
      status: 'running',
      agent: 'atlas',
      artifacts: [
        plan('Reading list and order: dispatching under uncertainty'),
        findings('Ambulance dispatch: what carries over and what doesn’t'),
        findings('People beat solvers on bad days, solvers beat people on normal ones'),
        findings('“Plan stability” as a goal: eleven studies'),
        findings('How interfaces make dispatchers slower'),
        analysis('Studies by method and size', 'table'),
      ],
    },
  ],
  pool: {
    openings: [
      'The conversation took {48-71} minutes, at the desk, with the board open. The dispatcher was interrupted {7-14} times; two of the interruptions are in the transcript because they show the work better than the answers do.',
      'Background: {9-26} technicians, {2-4} of them new since summer. Plans are made at 16:00 for the next day and *hold until about 7:40*, when the first person calls in sick.',
      'Before the first question the phone rang twice. I left both calls in the notes: one is a customer who wants *today*, the other a technician who is standing in front of the wrong house.',
      'This summary was read and corrected by the person whom it is about. Two sentences were taken out, one was made stronger.',
      'Everyone described the same morning in other words. What differs is who gets blamed when it goes wrong.',
      'Statements are given with the interview’s number and line, e.g. `D05:212`, so that they can be found again. Words in quotation marks are literal, the rest is summary.',
    ],
    claims: [
      claim('The plan is a promise to the customer, not a schedule', 'Moving a job costs a phone call, and the call costs more than the drive. Dispatchers therefore accept {15-30} minutes of extra driving to leave a promised time alone.', 'I’d rather send someone across town than ring Mrs K. again.'),
      claim('Sick calls at 7:40', 'In {17-20} of 24 interviews the hardest half hour of the day begins with an absence. Help in this moment is worth more than any optimisation at night.', 'Give me who *can* do it, I’ll decide who does.'),
      claim('Skills are in the dispatcher’s head', '{14-17} companies keep skills in the system, {3-5} trust them. The rest know that “electrician” on paper means two very different people.'),
      claim('The whiteboard is for the boss', 'Several keep a wall board although nobody plans on it. It lets the owner see the day without asking, which saves everybody a conversation.', 'If he can see it, he doesn’t come in.'),
      claim('Optimise is read as blame', 'The button “optimise route” was tried once by most, and then avoided: its result shows how much worse the manual plan was.'),
      claim('Spreadsheets fill the same three holes', 'Holidays, parts that have to be in the van, and customers with a dog. {19-21} of 24 keep at least one of the three outside of the software.'),
      claim('The phone is the true interface', 'Dispatchers hold a phone with the left hand for {2.1-3.4} hours a day. Everything that needs two hands is done later, or not.'),
      claim('Trust takes one season', 'Nobody trusted a suggested plan before they had seen it through one winter. Two described the exact day on which they began to.', 'It put Marek on the school. I would have, too. Then I looked what else it knew.'),
    ],
    gaps: ['We spoke to nobody who had just left the job, and they would know most about its bad sides.', 'Companies without any software are missing.', 'Night shifts: one interview only.', 'Two interviews were in English though it was nobody’s first language.'],
    advice: [
      'Build “who could take this over?” before any further optimisation.',
      'Replace the score of a plan with what the customer would notice.',
      'Let every action on the board be done with one hand.',
      'Give the owner a read-only view, and call it *the wall*.',
      'Ask for holidays, van parts and dogs: three fields end most spreadsheets.',
    ],
    questions: ['What happens between 7:00 and 9:00, minute by minute?', 'Which changes hurt, and whom?', 'What is kept outside of the software, and why?', 'When was the last time that a plan was right?', 'Who sees the plan, and what do they do with what they see?'],
    steps: ['Ask for a walk through yesterday, not for opinions', 'Let them show the screen, the wall and the notebook', 'Note interruptions with time and cause', 'Summarise within a day, quotes with line numbers', 'Code twice, a week apart, and compare', 'Show each participant their summary before it is used'],
    risks: ['People show the official way. The notebook usually tells the other one.', 'Our customers are those who chose software; the others plan differently.', 'Quotes can identify a person in a small company: names, places and machines are changed.'],
    tables: [
      table('Themes', 'Theme | Interviews | Mentions | Strength', `
The plan is a promise | {19-22} | {61-74} | ●●●●●
The 7:40 problem | {17-20} | {48-57} | ●●●●○
Skills in the head | {14-17} | {33-41} | ●●●●○
Fear of the phone | {11-13} | {24-31} | ●●●○○
Blamed for the plan | {9-12} | {19-26} | ●●●○○
The wall is for the boss | {6-8} | {11-15} | ●●○○○`),
      table('Changes by hour', 'Hour | Changes | Share | Undone', `
06–08 | {11-14} | {18-21} % | {14-18} %
08–10 | {17-20} | {27-31} % | {8-10} %
10–12 | {9-12} | {14-18} % | {4-6} %
12–14 | {7-9} | {11-14} % | {3-5} %
14–17 | {13-16} | {20-24} % | {3-5} %`),
      table('Who has been asked', 'Trade | Companies | Interviews | Missing', `
Heating, plumbing | {410-440} | {4-5} | under 5 technicians
Cleaning | {190-210} | {3-4} | night shift
Lifts, doors | {85-95} | {3-3} | –
Solar | {120-140} | {2-3} | companies that shrank
Medical, laboratory | {40-46} | {2-2} | –`),
    ],
    code: [
      code('sql', 'Board changes per dispatcher and day', `
select dispatcher_id,
       worked_on,
       count(*) filter (where kind = 'move') as moves,
       count(*) filter (where kind = 'undo') as undone,
       min(at::time) as first_change,
       percentile_disc(0.5) within group (order by at::time) as median_change
from board_events
where worked_on between current_date - 60 and current_date - 1
group by dispatcher_id, worked_on
having count(*) > 5;`),
      code('yaml', 'Code tree, upper levels', `
plan_as_promise:
  call_costs_more_than_drive: {interviews: 21}
  promised_window: {interviews: 18}
replanning:
  sick_call: {interviews: 19, time: "07:40"}
  job_runs_over: {interviews: 16}
knowledge:
  skills_in_head: {interviews: 15}
  dogs_keys_parking: {interviews: 20}`),
    ],
    sources: [
      source('Transcript D02, anonymised', 'https://research.larkfield.example/dispatch/D02', 'If he can see it, he doesn’t come in.'),
      source('Transcript D05, anonymised', 'https://research.larkfield.example/dispatch/D05', 'Give me who can do it, I’ll decide who does.'),
      source('Board event log, 60 days', 'https://warehouse.larkfield.example/datasets/board-events'),
      source('Plan stability in service operations: a review', 'https://journals.example/ops/plan-stability', 'Perceived stability explains more variance in satisfaction than travel time.'),
      source('Human dispatchers and solvers: a field experiment', 'https://papers.example/2022/dispatch-field-experiment'),
    ],
    hooks: ['6:52. Coffee. The board is green, and she knows that it lies.', 'We asked twenty-four dispatchers to show us yesterday. Nobody showed us the route planner.', 'There is a button in our product that people press once.'],
    paragraphs: [
      'The first call comes at 7:38. A back, a child, a car that won’t start: it doesn’t matter which. It matters that four customers have been promised a morning, and that only two people can touch a boiler of that make.',
      'She does not look for the shortest route. She looks for the smallest number of *apologies*.',
      'On the wall there is a whiteboard that nobody plans on. It is there because the owner looks at it on the way to his office. As long as it is full, he doesn’t ask.',
      'Our log says sixty-four changes on that day. She says about twenty. Both are right: she counts decisions, we count drags.',
      'The spreadsheet is called “dogs”. It has 212 rows. It is the best customer database in the company.',
      'At 16:00 she makes the plan for tomorrow. It will hold until about 7:40.',
    ],
    closes: ['If you build one thing from this: show who *could* take the job, and leave the deciding to her.', 'The recordings can’t be shared, the summaries can. Read D05 first.', 'Come along next time. The coffee is good.'],
    reasoning: [
      'The summary follows the transcript’s order; interpretation stands in the last section only.',
      'Twelve interviews are enough for themes and too few for shares, so I give counts and not per cent.',
      'I am confident in the quotes (checked against the audio) and less in the classification of “fear of the boss”, which is my reading.',
      'One speaker was hard to understand; three passages are marked [unclear] and not used.',
    ],
  },
}
