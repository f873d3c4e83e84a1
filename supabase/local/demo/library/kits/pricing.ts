import { analysis, claim, code, draft, findings, type Kit, plan, source, table } from '../types.ts'

export const pricing: Kit = {
  key: 'pricing',
  project: {
    name: 'Competitor pricing, Q4',
    basket: 'Market intelligence',
    description: 'What Crewline, Tidewise, Plannora and Rosterbee charge, what they changed this quarter, and what that means for our own price page.',
  },
  sessions: [
    {
      task_type: 'research',
      intent: 'Find out what our four closest competitors charge today, including what they hide behind “Contact us”',
      parameters: { focus: 'List prices, add-ons and minimum terms of Crewline, Tidewise, Plannora and Rosterbee', sources: ['web', 'archived price pages', 'review sites'], depth: 'deep' },
      status: 'running',
      agent: 'atlas',
      artifacts: [
        plan('Plan: how to compare four price pages that count different things'),
        findings('Competitor pricing, Q4: list prices and what they leave out'),
        findings('Crewline moved its API behind the Enterprise plan'),
        findings('Tidewise: the free tier shrank from ten to three technicians'),
        findings('Plannora publishes no prices, but its order forms leak them'),
        analysis('List price per technician, normalised to annual billing', 'table'),
        findings('Rosterbee discounts: what buyers say they really paid'),
        analysis('Price of a 40-technician company at each vendor'),
        draft('Summary for the price meeting, one page'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'May I contact Crewline and Plannora by e-mail and ask for a quote for 40 technicians? I would write as Larkfield’s market research and name the purpose. Their public pages stop at 25 seats.', stage: 2, stages: 3 },
        { type: 'agent_offered', reason: 'The first pass covers public pages only. Continue with archived versions of the last 18 months?', stage: 1, stages: 3, decision: 'continue', note: 'Yes, but only price pages, not job ads.' },
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Model what a usage-based tier would do to revenue from customers with fewer than 15 technicians',
      parameters: { analysis_type: 'Pricing simulation', metrics: ['ARPA', 'expansion revenue', 'logo churn'], depth: 'deep' },
      status: 'paused',
      agent: 'meridian',
      artifacts: [
        analysis('Usage-based tier: revenue effect on accounts below 15 technicians'),
        analysis('Which invoices would rise by more than 20 % under usage pricing'),
        analysis('Query behind the usage simulation, with its assumptions', 'code'),
        analysis('Sensitivity: what if seasonal crews work 30 % fewer jobs'),
        analysis('Simulation inputs and outputs, machine-readable', 'json'),
        analysis('Break-even job count per plan', 'table'),
        plan('Plan for testing usage pricing with two small cohorts'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'Eleven accounts have custom contracts that the simulation prices wrongly. Should I leave them out, or price them by the clause text, which takes about two more hours?' },
      ],
    },
    {
      task_type: 'content_creation',
      intent: 'Rewrite our price page so that a dispatcher understands it in one minute',
      parameters: { platform: 'doc', target_audience: 'Owners and dispatchers of field-service companies with 5–60 technicians', tone: 'friendly', length: 'medium', cta: 'Start the 14-day trial' },
      status: 'running',
      agent: 'quill',
      artifacts: [
        draft('Price page, draft 1: three plans, one sentence each'),
        draft('Price page, draft 2: leads with the total for a crew of twelve'),
        draft('Answers to the nine questions sales hears about price'),
        draft('Comparison table “Larkfield and the others”, wording for legal'),
        draft('Microcopy for the plan switcher and its tooltips', 'text'),
        draft('E-mail to existing customers: your price stays as it is'),
      ],
      checkpoints: [
        { type: 'user_requested', reason: 'Draft 2 names Tidewise in the table. Robin asked to see any text that names a competitor before it goes further.' },
      ],
    },
    {
      task_type: 'research',
      intent: 'Collect how field-service buyers judge price against value in public reviews',
      parameters: { focus: 'Statements about price, value and surprise fees in public reviews since January', sources: ['review sites', 'forums'], depth: 'quick' },
      status: 'completed',
      agent: 'atlas',
      artifacts: [
        findings('214 reviews read: price is named in 61, surprise fees in 23'),
        findings('What reviewers mean by “expensive”: three different things'),
        findings('Onboarding fees are the most resented line on the invoice'),
        analysis('Complaints about price by company size', 'table'),
        findings('Annual contracts: who likes them and who feels trapped'),
        analysis('Review sample: how it was drawn and what it misses'),
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Explain why the discount rate of the sales team rose in the last two quarters',
      parameters: { analysis_type: 'Discount audit', metrics: ['discount rate', 'win rate', 'cycle length'], depth: 'quick' },
      status: 'completed',
      agent: 'meridian',
      artifacts: [
        analysis('Discounts rose to 17 %, and the win rate did not move'),
        analysis('Discount by seller and deal size', 'table'),
        analysis('The two-week effect: discounts given on the last days of a quarter'),
        analysis('Discount audit, query and checks', 'code'),
        analysis('Three rules that would have saved the most margin'),
      ],
    },
    {
      task_type: 'research',
      intent: 'Watch the four price pages weekly and report changes',
      parameters: { focus: 'Any change of price, plan name, limit or small print on four price pages', sources: ['web'], depth: 'quick' },
      status: 'running',
      agent: 'atlas',
      artifacts: [
        findings('Week 44: Tidewise renamed “Pro” to “Growth” and raised it by €3'),
        findings('Week 45: no price changed, two footnotes did'),
        findings('Week 46: Crewline tests a price per job in Ireland'),
        findings('Week 47: Rosterbee ends its lifetime discount for early customers'),
        analysis('Eighteen months of price page changes on one page', 'table'),
        findings('Week 48: Plannora shows a price for the first time'),
        findings('Week 49: two vendors raise the price of SMS on the same day'),
        draft('Note to sales: what changed at the competitors in November'),
      ],
    },
  ],
  pool: {
    openings: [
      'Four vendors, four units of counting: Crewline charges per technician, Tidewise per *active* technician, Plannora per vehicle and Rosterbee per location. Everything below is converted to **one technician, one month, annual billing, without tax**.',
      'The short version: list prices moved little this quarter, limits moved a lot. A customer who compares headline prices only would miss about {60-80} % of the change.',
      'I read every public price page twice, once from Germany and once from the United States, because two vendors show other numbers by country. Where the two differ, the euro price counts.',
      'We are **not the cheapest** for crews below ten, and not the most expensive for anyone. The gap is widest at 25–60 technicians, where our Team plan is {11-19} % below the median.',
      'This compares what a buyer would actually sign, not what the page says first: add-ons that most customers need (routing, customer SMS, API) are included in the totals.',
    ],
    claims: [
      claim('Crewline now bundles what used to be separate', 'Routing and inventory became part of the middle plan, which rose from €{31-33} to €{36-38} per technician. Customers who had both add-ons pay less than before; everyone else pays more. The page’s own comparison shows only the first group.', 'Everything you need to run the day, in one plan.'),
      claim('API access is the new fence', 'Both larger vendors moved their API to the top plan within six weeks of each other. Integrations that already exist keep working “until renewal”, a phrase that appears in the help centre but not in the contract template.', 'Existing API keys remain valid for the current term.'),
      claim('Minimum seats do more than the price', 'A five-person company pays for {8-10} seats at Plannora. The effective price per person is therefore {60-80} % higher than the published one, and no review mentions it in the first month.'),
      claim('SMS is metered everywhere, and nowhere on the price page', 'Rates run from {4-5} to {9-11} cents per message. At 3.2 messages per job, a crew of twelve spends €{90-140} a month: as much as three more seats.', 'Messaging is billed according to the fair use schedule in Annex C.'),
      claim('The free tier is an on-ramp with a toll', 'Tidewise cut its free plan from ten technicians to three and keeps the data of the others *readable but not editable*. Of {14-19} forum threads on the change, most ask how to export.'),
      claim('Annual discounts have converged at two months', 'All four now offer “pay ten, get twelve”. A year ago they ranged from 8 % to 25 %. As a lever in negotiation it is spent: buyers expect it.'),
      claim('Real prices are about a fifth below list', 'In {23-31} public statements with a number, the median paid price was {18-22} % below list for contracts over 30 seats, and at list below that. Rosterbee’s spread is the widest.', 'Ask at the end of the quarter. We got the inventory module for nothing.'),
      claim('Price pages are written for the owner, read by the dispatcher', 'Reviewers who compare vendors are mostly dispatchers. They look for “what happens in August, when we have six seasonal people”, and no page answers it.'),
      claim('The cheapest plan lacks the thing that sells the product', 'Offline work on the phone is excluded from the entry plan of three vendors. It is also the most praised feature in reviews, which suggests that the fence works.'),
    ],
    gaps: [
      'Plannora’s discount for multi-year contracts: two sources contradict each other and both are from resellers.',
      'Whether the Irish price test is shown to existing customers; I have only seen it signed out.',
      'Crewline’s implementation fee above 100 technicians. The figure that circulates is three years old.',
      'Regional price differences outside of the EU, the UK and the US.',
    ],
    advice: [
      'Say the total for a crew of twelve next to every plan: nobody else does, and it is the sum buyers work out by hand.',
      'Leave list prices alone this quarter and **name SMS cost in the open**; it is the complaint that we can end without losing revenue.',
      'Offer seasonal seats by the week. It would cost about {0.8-1.6} % of revenue and removes the most frequent objection.',
      'Do not answer the API fence with a fence of our own: integrations are the first reason for staying that customers name.',
      'Ask for approval above a 12 % discount instead of 20 %.',
    ],
    questions: [
      'Which units do the vendors count, and how do they convert into one another?',
      'Which functions that our customers use daily are add-ons elsewhere?',
      'What do buyers of 10, 25 and 60 technicians really sign?',
      'What changed in the last eighteen months, and in which direction?',
      'Which limits (storage, messages, history) bite within the first year?',
      'Where do the vendors disagree with their own help pages?',
    ],
    steps: [
      'Take today’s price pages, signed out, from two countries',
      'Read the terms, the fair-use annexes and the help pages on billing',
      'Rebuild the price of three typical companies line by line',
      'Compare with archived pages, one per month',
      'Read reviews that name a price, newest first',
      'Mark every number with its source and the day it was read',
      'Have somebody in sales check three of the rebuilt prices',
    ],
    risks: [
      'Price tests: two visits may see different pages. I repeat each reading on another day.',
      'Reviews are old or incentivised; those with a gift voucher are left out.',
      'Resellers quote prices that the vendor does not honour.',
      'A quote request under our own name tells the competitor that we are looking.',
    ],
    tables: [
      table('Per technician and month, annual billing', 'Plan | Crewline | Tidewise | Plannora | Rosterbee | Larkfield', `
Entry | €{18-20} | €0 (up to 3) | – | €{14-16} | €17
Middle | €{36-38} | €{27-29} | €{33-36} | €{24-26} | €29
Top | €{54-58} | €{44-47} | €{49-55} | €{39-42} | €45
Minimum seats | 3 | 1 | 8 | 5 | 1`),
      table('What is included', 'Function | Crewline | Tidewise | Plannora | Rosterbee', `
Offline on the phone | Middle | Top | Top | ✓
Route planning | Middle | Add-on €{6-8} | ✓ | Add-on €{4-6}
Customer SMS | metered | metered | 500 a month | metered
API | Top | Top | on request | Middle
Single sign-on | Top | Top | Top | –`),
      table('A company with 40 technicians, first year', 'Line | Crewline | Tidewise | Rosterbee', `
Seats | €17,280 | €13,440 | €11,920
Onboarding | €2,400 | €0 | €1,100
SMS | €3,580 | €3,070 | €3,840
API | included | €2,050 | included
**Total** | **€23,260** | **€18,560** | **€16,860**`),
    ],
    code: [
      code('sql', 'Effective price per active technician', `
with active as (
  select account_id, date_trunc('month', worked_on) as month, count(distinct technician_id) as technicians
  from job_visits
  where worked_on >= current_date - interval '12 months'
  group by account_id, month
)
select a.account_id,
       round(sum(i.amount_cents) / 100.0 / nullif(sum(a.technicians), 0), 2) as eur_per_active_technician,
       count(*) as months
from active a
join invoices i on i.account_id = a.account_id and date_trunc('month', i.issued_on) = a.month
group by a.account_id
having count(*) >= 6
order by eur_per_active_technician desc;`),
      code('python', 'Revenue under usage pricing, by bootstrap', `
import numpy as np

def simulate(jobs, seats, rate_per_job, base, rounds=2_000, seed=7):
    """Monthly revenue if every job costs rate_per_job on top of a base fee per account."""
    rng = np.random.default_rng(seed)
    totals = []
    for _ in range(rounds):
        sample = rng.integers(0, len(jobs), len(jobs))
        totals.append((base + rate_per_job * jobs[sample]).sum() / seats[sample].sum())
    return np.percentile(totals, [5, 50, 95])`),
    ],
    sources: [
      source('Crewline: plans and prices', 'https://crewline.example/pricing', 'API access is available on the Enterprise plan.'),
      source('Tidewise help centre: changes to the Free plan', 'https://help.tidewise.example/billing/free-plan-changes', 'Technicians beyond the third become read-only.'),
      source('Plannora order form (public tender, redacted)', 'https://tenders.example/2024/plannora-order-form.pdf'),
      source('Rosterbee: fair use schedule, Annex C', 'https://rosterbee.example/legal/annex-c', 'Messaging above 500 units per location is billed monthly.'),
      source('Field Service Forum: “What do you really pay?”', 'https://forum.example/t/what-do-you-really-pay/8841'),
      source('Archived price pages, monthly, 18 captures', 'https://archive.example/web/*/crewline.example/pricing'),
    ],
    hooks: [
      'What does it cost to run a crew of twelve for a month? Here is the whole number, with nothing below the line.',
      'Prices that you can work out on the back of a job sheet.',
      'You should not need a meeting to learn what software costs.',
    ],
    paragraphs: [
      '**Solo** is for one van: every job, every customer, on your phone, also where there is no signal. €17 a month, and you can stop any month.',
      '**Team** adds the board your dispatcher lives in: drag a job, and the technician’s phone knows before the call ends. €29 per technician, office staff are free.',
      '**Company** is for several locations: roles, single sign-on, an API without a fence, and a person who answers the phone. €45 per technician.',
      'Seasonal people? Add them for a week and pay for a week. In November you won’t pay for August.',
      'Text messages cost what they cost us: 5 cents, shown on the invoice as a line of their own. E-mail and app notifications are free.',
      'Already with us? Your price stays as it is for as long as you keep your plan. That includes discounts somebody promised you on the phone; if it isn’t on your invoice, tell us and we’ll put it there.',
      'Every plan works offline. We don’t think that a basement is a premium feature.',
    ],
    closes: ['Start the 14-day trial. No card, and your data leaves with you as a spreadsheet if you do.', 'Try it on one van first. You’ll know by Friday.', 'Questions about your invoice? Write to billing@larkfield.example; a person answers within a day.'],
    reasoning: [
      'All numbers were read twice on different days and agree. The two that come from resellers are marked and not part of any total.',
      'I am sure about list prices, less sure about paid prices: 27 statements are few, and people who feel cheated write more often than people who don’t.',
      'The Irish price test appeared in one of four visits. I report it because the page source names the experiment, not because I saw it often.',
      'Confidence is limited by Plannora: one order form is one customer.',
    ],
  },
}
