import { analysis, claim, code, draft, findings, type Kit, plan, source, table } from '../types.ts'

export const activation: Kit = {
  key: 'activation',
  project: {
    name: 'The first hour',
    basket: 'Growth experiments',
    description: 'From sign-up to the first dispatched job. Four experiments, their numbers, and the screens that lose people.',
  },
  sessions: [
    {
      task_type: 'analysis',
      intent: 'Evaluate experiment 14: importing the customer list before anything else',
      parameters: { analysis_type: 'Experiment evaluation', metrics: ['activated within 24 h', 'trial to paid', 'support contacts'], depth: 'deep' },
      status: 'running',
      agent: 'meridian',
      artifacts: [
        analysis('Experiment 14: import first. Activation +6.1 points, payment unclear'),
        analysis('Experiment 14, funnel by arm', 'table'),
        analysis('Did the randomisation hold? Five checks'),
        analysis('Experiment 14: sequential test, and why we may stop'),
        analysis('Evaluation script', 'code'),
        analysis('Segments in which import first does harm'),
        analysis('Experiment record 14', 'json'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'The guard metric “support contacts” is 9 % higher in the new arm, within the limit of 10 %. Keep the experiment running for the planned 12 more days?' },
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Find where new accounts give up between sign-up and first job',
      parameters: { analysis_type: 'Funnel analysis', metrics: ['step conversion', 'time per step'], depth: 'quick' },
      status: 'completed',
      agent: 'meridian',
      artifacts: [
        analysis('The funnel of the first hour: two steps lose everybody'),
        analysis('Time per step, median and tail', 'table'),
        analysis('Screen 4 asks for what people don’t have at hand'),
        analysis('Phones against desktops in the first hour'),
        analysis('Funnel query, event by event', 'code'),
        analysis('Sessions watched: twelve people at screen 4'),
      ],
    },
    {
      task_type: 'research',
      intent: 'How do products for small companies get the first data in?',
      parameters: { focus: 'First-run imports in twelve small-business products', sources: ['web', 'trial accounts'], depth: 'deep' },
      status: 'running',
      agent: 'atlas',
      artifacts: [
        plan('Plan: twelve first runs, recorded and timed'),
        findings('Twelve first runs: who asks for what, and when'),
        findings('Import from a photo of a paper list: three tried it'),
        findings('Sample data helps buyers and confuses users'),
        findings('The best empty screen I saw'),
        findings('Who lets you start without an account'),
        findings('What twelve products do when an import fails'),
        analysis('First runs compared', 'table'),
      ],
      checkpoints: [{ type: 'agent_offered', reason: 'Three products want a company e-mail address for a trial. May I use trials@larkfield.example, which shows who we are?', decision: 'continue', note: 'Fine. No invented company names, please.' }],
    },
    {
      task_type: 'content_creation',
      intent: 'Write the words of the new first-run screens',
      parameters: { platform: 'doc', target_audience: 'New users in their first hour, mostly on a phone', tone: 'friendly', length: 'short' },
      status: 'paused',
      agent: 'quill',
      artifacts: [
        draft('First-run screens 1 to 6, words and reasons'),
        draft('Empty board: what to say when there is nothing yet'),
        draft('Import errors in plain words', 'table'),
        draft('Welcome e-mail, sent after the first job and not before'),
        draft('Checklist of the first week'),
        draft('Strings of the import screen', 'code'),
      ],
      checkpoints: [{ type: 'agent_offered', reason: 'Screen 3 could skip the phone number. Sales calls 40 % of trials by phone, so skipping has a price. I drafted both. Which one shall I finish?' }],
    },
    {
      task_type: 'analysis',
      intent: 'Plan experiment 15: a guided first job',
      parameters: { analysis_type: 'Experiment design', metrics: ['activated within 24 h', 'minimum detectable effect'], depth: 'quick' },
      status: 'running',
      agent: 'meridian',
      artifacts: [
        plan('Experiment 15: hypothesis, arms, sample size'),
        analysis('Sample size: 2,480 accounts per arm for three points'),
        analysis('Guard metrics and their limits', 'table'),
        analysis('Risks of experiment 15, with who decides what'),
        analysis('Pre-registration of experiment 15', 'json'),
        draft('One paragraph about experiment 15 for everybody'),
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Re-run experiment 11 with the corrected event log',
      parameters: { analysis_type: 'Re-analysis', metrics: ['activated within 24 h'], depth: 'quick' },
      status: 'failed',
      agent: 'meridian',
      artifacts: [
        analysis('Experiment 11 re-analysed: the effect was a logging bug'),
        analysis('How one missing event became +4 points', 'code'),
        analysis('Which other experiments used this event', 'table'),
        draft('Note to everyone who quoted experiment 11'),
      ],
    },
  ],
  pool: {
    openings: [
      '**Result.** Activation within 24 hours rose from {31.2-31.9} % to {37.3-38.0} % (95 % CI +{3.9-4.3} to +{7.8-8.3} points, n = {4100-4400}). Whether more of them pay can’t be said before the trials end.',
      'The first hour has nine steps. Two of them lose {58-64} % of everybody who gives up: the customer list (step 4) and the first appointment (step 6).',
      'Numbers first, opinions last. The analysis was written before the data were opened, and the plan is linked below; the one deviation from it is marked.',
      'People don’t fail at our screens, they run out of *things at hand*: the price list is in the van, the customers are in a notebook, the technician’s number is in another phone.',
    ],
    claims: [
      claim('Import first helps those with a file', 'With a spreadsheet at hand, activation is {14-17} points higher. Without one it is {2-3} points lower: they see a door that they can’t open.'),
      claim('The skip link does half of the work', '{41-46} % of the new arm skip the import and come back to it later; {27-31} % of these within the same day.', 'I’ll do that tonight. First I want to see it.'),
      claim('Phones convert late', 'On a phone the first job comes {6-9} hours after sign-up, on a desktop {19-26} minutes. A 24-hour window is fair to both, a one-hour window is not.'),
      claim('Support contacts rise with success', 'Contacts grew by {8-10} %, and nearly all of the rise are questions about columns and formats. Per activated account, contacts *fell*.'),
      claim('Randomisation held', 'Arms differ by {0.2-0.6} points in size (p = {0.31-0.72}) and not in trade, country or device. {17-25} accounts saw both arms and are left out.'),
      claim('Sample data is a trap', 'With sample jobs on the board, {22-26} % dispatched a sample job and stopped, believing that they were done.', 'Who is Max Mustermann and why is he late?'),
      claim('Time of day matters more than design', 'Sign-ups between 19:00 and 22:00 activate {9-12} points less, whatever they see. They come back in the morning, or not at all.'),
    ],
    gaps: ['Payment: the first trials of the experiment end in nine days.', 'Effects on large accounts, which sales sets up by hand.', 'Ad blockers remove the events of about {6-8} % of desktop users, equally in both arms.'],
    advice: [
      'Ship import first **with** the skip link, and show it only when a file is likely (desktop, working hours).',
      'Move the appointment behind the first job: a job without a time is still a job.',
      'Drop sample data; show one finished example that can’t be clicked.',
      'Repeat the evaluation when trials have ended. Until then say “activation”, not “growth”.',
    ],
    questions: ['Which step loses most, and who is lost there?', 'What do people need that they don’t have at hand?', 'Which effect would be worth shipping?', 'Which harm would stop us, and who watches it?', 'What do other products ask for first?'],
    steps: ['Write the hypothesis and the analysis before opening data', 'Check logging with ten accounts of our own', 'Randomise by account, not by visit', 'Watch guard metrics daily, the main metric not at all', 'Evaluate once, at the planned size', 'Publish the result also when it is dull'],
    risks: ['Novelty: the effect may fade after some weeks.', 'Two experiments run at once; their overlap is 12 % of accounts.', 'Peeking. The dashboard hides the main metric until the end.'],
    tables: [
      table('Funnel by arm', 'Step | Control | Import first | Difference', `
Signed up | 100 % | 100 % | –
Company named | {91-93} % | {91-93} % | ±0
Customers in | {44-47} % | {52-55} % | +{7-9}
Technician invited | {39-42} % | {45-48} % | +{5-7}
First job dispatched | {31.2-31.9} % | {37.3-38.0} % | +{5.8-6.4}`),
      table('Time per step (minutes)', 'Step | Median | 90 % | Gave up', `
1 Account | {0.8-1.1} | {2-3} | {4-6} %
2 Company | {0.5-0.7} | {1.5-2.0} | {2-4} %
3 Phone number | {0.4-0.6} | {3-4} | {7-9} %
4 Customers | {6-8} | {31-44} | {29-33} %
5 Technician | {1.9-2.4} | {9-12} | {8-11} %
6 Appointment | {2.8-3.5} | {14-19} | {21-25} %`),
      table('Guard metrics', 'Metric | Limit | Now | State', `
Support contacts per account | +10 % | +{8-10} % | watch
Imports with errors | 15 % | {9-12} % | fine
Deleted within 24 h | 4 % | {2.1-2.9} % | fine
Load time of screen 4 | 1.5 s | {1.1-1.3} s | fine`),
    ],
    code: [
      code('python', 'Difference of two shares with a confidence interval', `
import math

def difference(a_success: int, a_total: int, b_success: int, b_total: int, z: float = 1.96):
    """Newcombe's interval for b - a, built from two Wilson intervals."""
    def wilson(k, n):
        p = k / n
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return p, centre - half, centre + half
    pa, la, ua = wilson(a_success, a_total)
    pb, lb, ub = wilson(b_success, b_total)
    d = pb - pa
    return d, d - math.hypot(pb - lb, ua - pa), d + math.hypot(ub - pb, pa - la)

print(difference(672, 2131, 803, 2128))`),
      code('sql', 'The first hour, step by step', `
with steps as (
  select account_id,
         min(at) filter (where name = 'account.created')   as s1,
         min(at) filter (where name = 'customers.added')   as s4,
         min(at) filter (where name = 'technician.invited') as s5,
         min(at) filter (where name = 'job.dispatched')    as s7
  from product_events
  where at >= now() - interval '45 days'
  group by account_id
)
select count(s1) as signed_up,
       count(*) filter (where s4 - s1 < interval '24 hours') as with_customers,
       count(*) filter (where s5 - s1 < interval '24 hours') as with_technician,
       count(*) filter (where s7 - s1 < interval '24 hours') as activated
from steps;`),
      code('json', 'Strings of the import screen', `
{
  "import.title": "Bring your customers",
  "import.lead": "A spreadsheet is enough. Names and addresses, the rest can wait.",
  "import.skip": "Later. Show me the board first",
  "import.error.no_name_column": "We couldn't find a column with names. Which one is it?",
  "import.error.too_large": "This file has more than 20,000 rows. Split it, or write to us and we'll do it for you.",
  "import.done.one": "1 customer is in.",
  "import.done.other": "{count} customers are in."
}`),
    ],
    sources: [
      source('Analysis plan of experiment 14, dated before the start', 'https://experiments.larkfield.example/14/plan'),
      source('Event dictionary, version 31', 'https://warehouse.larkfield.example/events/31', 'job.dispatched fires when the technician’s phone has confirmed.'),
      source('Recordings of twelve first runs', 'https://research.larkfield.example/first-runs'),
      source('Interval estimation for the difference between proportions', 'https://journals.example/stat/interval-difference'),
    ],
    hooks: ['Let’s send the first job.', 'Your board is empty, and that is the best moment to look at it.', 'Well done: your first job is out.'],
    paragraphs: [
      '**Screen 1.** “What is your company called?” One field. *Reason:* everybody knows the answer, and it appears on the next screen, which feels like progress.',
      '**Screen 2.** “Do you have your customers in a file?” Two buttons of equal size: *Yes, here it is* and *No, I’ll type the first one*.',
      '**Screen 3.** “Who goes out?” A name and a phone number. We text a link; no password, no store search.',
      '**Screen 4.** “What has to be done?” One line, as you’d say it on the phone: “Leaking tap, Birch Lane 4”. We find the rest.',
      'The welcome mail comes after the first job, because before it there is nothing to welcome anybody to.',
      'An error says what we saw, what we expected and what to do. It never says “invalid”.',
    ],
    closes: ['Send it. You can change everything later.', 'That’s the whole set-up. The rest you’ll find when you need it.', 'Stuck? Answer this mail with a photo of your list and we’ll type it in.'],
    reasoning: [
      'The result agrees between two ways of counting and two windows. I would bet on the sign, not on the second decimal.',
      'The deviation from the plan (dropping 21 accounts that saw both arms) changes the estimate by 0.05 points.',
      'Segments were looked at after the fact: treat them as ideas for experiment 15, not as results.',
      'Low confidence: the sample is small and the effect could be novelty.',
    ],
  },
}
