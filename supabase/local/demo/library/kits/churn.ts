import { analysis, claim, code, draft, findings, type Kit, plan, source, table } from '../types.ts'

export const churn: Kit = {
  key: 'churn',
  project: {
    name: 'Why customers leave',
    basket: 'Customer health',
    description: 'Churn of the last four quarters: who left, when it could have been seen, and which of our explanations survive the data.',
  },
  sessions: [
    {
      task_type: 'analysis',
      intent: 'Explain the rise of logo churn among small accounts since spring',
      parameters: { analysis_type: 'Churn analysis', metrics: ['logo churn', 'revenue churn', 'weeks from last job to cancellation'], depth: 'deep' },
      status: 'running',
      agent: 'meridian',
      artifacts: [
        analysis('Churn analysis H2: it is one cohort, not a trend'),
        analysis('Survival of accounts by first-month activity'),
        analysis('The last 60 days before a cancellation'),
        analysis('Cancellation reasons, as given and as coded', 'table'),
        analysis('Survival query with right-censoring', 'code'),
        analysis('Accounts that came back, and what they did in between'),
        analysis('Early signs, ranked by how many weeks they give us'),
        analysis('Churn model card', 'json'),
        plan('Plan for checking the early signs on a hundred accounts'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'The exit survey holds free text with names of our support staff. May I use it if I replace names before any text reaches an artifact?', stage: 1, stages: 2, decision: 'modify', note: 'Yes, and leave out anything about individual performance altogether.' },
        { type: 'agent_offered', reason: 'I can score all 1,870 live accounts with the early signs and hand the list to customer success. A wrong list costs trust. Shall I score a sample of 100 first and let somebody check it?', stage: 2, stages: 2 },
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Does a slow first week predict leaving within the year?',
      parameters: { analysis_type: 'Cohort analysis', metrics: ['jobs in week 1', '12-month retention'], depth: 'quick' },
      status: 'completed',
      agent: 'meridian',
      artifacts: [
        analysis('First week and first year: strong link, wrong cause'),
        analysis('Retention by number of jobs in week one', 'table'),
        analysis('Who imports their customer list, and who types it in'),
        analysis('Checks that would prove this analysis wrong'),
        analysis('Cohort query', 'code'),
      ],
    },
    {
      task_type: 'research',
      intent: 'What do other small-business software companies publish about churn, and what can be compared?',
      parameters: { focus: 'Published churn figures for software sold to companies below 50 people, with their definitions', sources: ['web', 'annual reports'], depth: 'quick' },
      status: 'completed',
      agent: 'atlas',
      artifacts: [
        plan('Plan: comparing churn figures that are defined differently'),
        findings('Eleven published churn rates and the seven definitions behind them'),
        findings('Seasonal trades pause, they don’t leave: how two vendors count it'),
        findings('Benchmarks to stop quoting, with reasons'),
        analysis('Churn definitions compared', 'table'),
      ],
    },
    {
      task_type: 'content_creation',
      intent: 'Write the three mails that customer success sends when an account goes quiet',
      parameters: { platform: 'email', target_audience: 'Owners of accounts without a job for two weeks', tone: 'friendly', length: 'short' },
      status: 'paused',
      agent: 'quill',
      artifacts: [
        draft('Quiet account, mail 1: is everything all right with the vans?'),
        draft('Quiet account, mail 2: pause instead of cancelling'),
        draft('Quiet account, mail 3: take your data with you', 'text'),
        draft('Phone guide for customer success: seven questions, no pitch'),
        draft('What we say when somebody asks for money back'),
        draft('Win-back mail for spring, for those who left in autumn'),
      ],
      checkpoints: [{ type: 'agent_offered', reason: 'Mail 2 offers a free winter pause. The offer is in our terms but no customer has ever been told. Is it meant to be offered actively?' }],
    },
    {
      task_type: 'analysis',
      intent: 'Estimate what one prevented cancellation is worth, by plan',
      parameters: { analysis_type: 'Customer lifetime value', metrics: ['gross margin', 'expected lifetime', 'expansion'], depth: 'deep' },
      status: 'running',
      agent: 'meridian',
      artifacts: [
        analysis('What a saved account is worth: €1,140 on Team, less than we say'),
        analysis('Lifetime by plan, with honest intervals', 'table'),
        analysis('Discounting: why the third year barely matters'),
        analysis('Formula sheet for the value of an account'),
        analysis('Margin by plan after support and SMS'),
        findings('How peers compute lifetime value, and where they cheat'),
        analysis('Is a winter pause worth offering? Value against cost'),
        draft('Explanation of the new figure for the board'),
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Read 300 cancellation calls and code the reasons',
      parameters: { analysis_type: 'Qualitative coding', metrics: ['reason', 'preventable'], depth: 'deep' },
      status: 'failed',
      agent: 'meridian',
      artifacts: [
        analysis('Code book for cancellation calls, version 2'),
        analysis('First 80 calls coded: sold, retired or merged in 29 of them'),
        analysis('Where two coders disagreed', 'table'),
        analysis('Why this session stopped: recordings without consent'),
      ],
      checkpoints: [{ type: 'user_requested', reason: 'Stop before call 81: the consent note is missing in a part of the recordings.', decision: 'reject', note: 'We cannot use these recordings. Please stop and delete the transcripts.' }],
    },
  ],
  pool: {
    openings: [
      '**Finding.** Logo churn rose from {2.1-2.3} % to {3.1-3.4} % a month, but {78-86} % of the rise comes from accounts that signed up in one eleven-week campaign. Without them the line is flat.',
      'Cancellation is the end of a story that began about {7-10} weeks earlier. The account’s number of dispatched jobs falls first, logins follow, the letter comes last.',
      'Two explanations were on the table: price and missing functions. The data support neither as a main cause. **A change of dispatcher** does more than both.',
      'Seasonal companies make every monthly figure in winter look like an emergency. All rates below are adjusted for the trade and the month, and the raw ones stand beside them.',
      'I tried to break this result in five ways; it survived four. The fifth (accounts bought by another company) changes the size of the effect, not its direction.',
    ],
    claims: [
      claim('One campaign explains most of it', 'Accounts from the “first quarter free” campaign leave at {2.4-2.9} times the rate of others with the same size and trade. They imported a customer list in {19-24} % of cases, others in {58-66} %.'),
      claim('A new dispatcher is the strongest sign', 'When the person who sends most jobs changes, the odds of leaving within 90 days are {3.0-3.8} times higher. It is visible on the day it happens.', 'She knew the software. I know a whiteboard.'),
      claim('Support tickets mean interest', 'Accounts with one to four tickets in the first month stay *longer*. Silence is the bad sign, above all silence after an unanswered question.'),
      claim('Price is the reason people give', '{41-48} % name price in the form. In calls with the same customers it is named first in {11-15} %. The form offers price as the first option.', 'I just clicked the top one, to be honest.'),
      claim('A third cannot be kept', 'Sold, retired, merged, bankrupt: {29-34} % of cancellations. Taking them out makes the remaining work look both smaller and more useful.'),
      claim('Winter pauses turn into cancellations by accident', '{60-75} accounts cancelled in November and signed up again in March, losing their history. A pause exists; it is mentioned once, in the terms.'),
      claim('Failed payments are quiet churn', '{7-9} % of lost accounts never decided to leave: a card expired and three mails went to a bookkeeper who had left.'),
      claim('Big accounts leave for other reasons', 'Above 60 technicians, {5-7} of {9-11} departures followed a merger in which the other company’s system won.'),
    ],
    gaps: ['Why those who stay stay; everything here compares leavers with others, which is not the same.', 'Whether the dispatcher effect is causal. A company in trouble changes dispatchers *and* software.', 'Accounts below three months of age: too few events.', 'The trade is self-declared and wrong in about one of twelve accounts.'],
    advice: [
      'Call within three days when the main dispatcher changes, and offer an hour of training. Nothing else we could test gives as much time.',
      'Offer the winter pause on the cancel page. Expected effect: {45-60} accounts a year.',
      'Reorder the exit form at random before reading another chart of it.',
      'Stop the campaign, or tie it to an imported customer list.',
      'Do **not** build the health score yet: three plain signs do as well as the model ({0.71-0.73} against {0.73-0.75} AUC).',
    ],
    questions: ['Who leaves, measured in accounts and in revenue?', 'How early could it have been seen, and by which sign?', 'Which part cannot be influenced at all?', 'Which explanation would we have believed without data?', 'What would a figure from elsewhere have to share with ours to be comparable?'],
    steps: ['Rebuild the account table as of each month’s end', 'Separate pauses, mergers and failed payments from decisions', 'Survival curves by cohort, size and trade', 'Signs of the last 90 days against matched accounts that stayed', 'Try to break the result: other windows, other definitions', 'Write down what would change our mind'],
    risks: ['Survivorship: accounts deleted on request are missing from the history.', 'Seasonality hides a trend of less than 0.3 points.', 'Personal data in free text: nothing leaves the session that names a person.'],
    tables: [
      table('Monthly churn by cohort', 'Cohort | Accounts | Logo churn | Revenue churn | Imported list', `
Campaign | {310-360} | {5.2-5.9} % | {4.4-5.1} % | {19-24} %
Same quarter, other | {270-320} | {2.0-2.4} % | {1.6-2.0} % | {58-63} %
Earlier | {1100-1250} | {1.7-2.0} % | {1.1-1.5} % | {61-66} %
All | {1780-1890} | {3.1-3.4} % | {2.0-2.3} % | {52-57} %`),
      table('Signs and the time they give', 'Sign | Weeks before | Of leavers | Of others | Lift', `
Main dispatcher changed | {8-10} | {31-36} % | {8-10} % | {3.1-3.8}
Jobs down by half | {6-7} | {55-61} % | {18-22} % | {2.6-3.0}
Question without answer | {5-6} | {14-18} % | {5-7} % | {2.3-2.8}
Card expires | {3-4} | {8-10} % | {4-5} % | {1.8-2.1}
No login for 14 days | {2-3} | {66-72} % | {24-29} % | {2.4-2.7}`),
      table('Reason in the form and in the call', 'Reason | Form | Call | Preventable', `
Price | {41-48} % | {11-15} % | partly
Sold, retired, merged | {9-12} % | {29-34} % | no
New dispatcher | – | {19-23} % | yes
Missing function | {22-26} % | {12-15} % | partly
Never got going | {7-10} % | {14-18} % | yes`),
    ],
    code: [
      code('sql', 'Survival table with right-censoring', `
with spans as (
  select account_id,
         cohort,
         extract(day from coalesce(ended_at, now()) - started_at)::int / 30 as months,
         ended_at is not null as left_us
  from account_spans
  where end_reason is distinct from 'merged'
), at_risk as (
  select cohort, m as month,
         count(*) filter (where months >= m) as at_risk,
         count(*) filter (where months = m and left_us) as events
  from spans cross join generate_series(0, 24) m
  group by cohort, m
)
select cohort, month,
       exp(sum(ln(1 - events::numeric / nullif(at_risk, 0))) over (partition by cohort order by month)) as survival
from at_risk
where at_risk > 20;`),
      code('r', 'Cox model with time-varying dispatcher change', `
library(survival)
fit <- coxph(
  Surv(start, stop, left) ~ dispatcher_changed + jobs_halved + log(technicians) + strata(trade),
  data = spans, cluster = account_id
)
summary(fit)$conf.int
cox.zph(fit)   # proportional hazards hold except for jobs_halved (p = 0.03)`),
    ],
    sources: [
      source('Account history, monthly snapshots', 'https://warehouse.larkfield.example/datasets/account-months'),
      source('Exit survey, raw answers', 'https://warehouse.larkfield.example/datasets/exit-survey', 'Price was the first of nine options in a fixed order.'),
      source('Small Business Software Benchmarks, 7th edition', 'https://benchmarks.example/smb/7', 'Median monthly logo churn of respondents: 3.0 %.'),
      source('Tidewise annual report, p. 41', 'https://tidewise.example/investors/annual-report#page=41', 'Customers on a seasonal pause are not counted as churned.'),
    ],
    hooks: ['We noticed that no jobs went out from your board for two weeks.', 'You haven’t needed us lately. That can be good news or bad news, and we’d like to know which.', 'Winter is coming, and half of our customers park their vans for it.'],
    paragraphs: [
      'If the vans are busy and the board is empty, something is in the way. Usually it is small: a new phone, a new colleague, a price list that nobody wanted to type in. Tell us, and somebody calls you today.',
      'If work is slow, you can pause. It costs nothing, your customers and job history stay where they are, and one click in spring brings everything back. You don’t need to cancel for that.',
      'If somebody new runs the board, we’d like to show them around: forty minutes on the phone, with your own jobs, no slides.',
      'And if you have decided to leave, here is everything you own in one archive: customers, jobs, invoices, photos, as spreadsheets and PDF. The link works for 90 days.',
      'We won’t send you a fourth mail about this.',
    ],
    closes: ['Just reply. This mailbox is read by three people with names, and no machine.', 'Call us on the number at the foot of your invoice, 7:00 to 18:00.', 'Thank you for the time that you were with us.'],
    reasoning: [
      'Effect sizes are stable when I drop any one month. The campaign effect was checked against matched accounts of the same trade, size and quarter.',
      'I give a lower confidence than the p-values suggest, because the dispatcher sign was found and tested on the same data.',
      'Two of the reasons overlap in 14 % of calls; I coded the one that was named first.',
      'Free text was read by me and not by a second coder, so the shares may be off by some points.',
    ],
  },
}
