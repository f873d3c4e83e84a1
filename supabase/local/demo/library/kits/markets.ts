import { analysis, claim, code, draft, findings, type Kit, plan, source, table } from '../types.ts'

export const markets: Kit = {
  key: 'markets',
  project: {
    name: 'Next markets: Japan, Gulf, Nordics',
    basket: 'Expansion',
    description: 'Which region comes next, how large it really is for software like ours, and what would have to change in product, price and language.',
  },
  sessions: [
    {
      task_type: 'research',
      intent: 'Size the market for crew scheduling in three regions, bottom-up, with sources for every step',
      parameters: { focus: 'Number of field-service companies with 5–100 technicians, their spending on software and its growth', sources: ['statistical offices', 'trade associations', 'web'], depth: 'deep' },
      status: 'running',
      agent: 'atlas',
      artifacts: [
        plan('Plan: market sizing from company counts, not from analysts’ totals'),
        findings('Nordics: 38,000 companies, and almost all of them have software'),
        findings('Japan: the van is old, the building is older, the demand is real'),
        findings('Gulf states: few companies, large crews, long contracts'),
        analysis('Market sizing, three regions, bottom-up'),
        analysis('Companies by region and size class', 'table'),
        analysis('Where a top-down estimate goes wrong by a factor of four'),
        findings('Who sells in Osaka: five local products we did not know'),
        draft('Letter to the trade association in Nagoya'),
        draft('Letter to the chamber of commerce in Dubai'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'The Japanese census table that I need costs ¥38,000. Without it the estimate for Japan stays at ±40 %. May I order it?', stage: 1, stages: 2 },
        { type: 'agent_offered', reason: 'I would like to ask two trade associations (Nagoya, Dubai) for their member statistics, in our name, in their language. Drafts are attached as artifacts.', stage: 2, stages: 2 },
      ],
    },
    {
      task_type: 'content_creation',
      intent: 'First landing pages in Japanese, Arabic and Swedish, to measure interest before building anything',
      parameters: { platform: 'doc', target_audience: 'Owners of field-service companies in Japan, the Gulf and Sweden', tone: 'professional', length: 'short', cta: 'Join the waiting list' },
      status: 'paused',
      agent: 'polyglot',
      artifacts: [
        draft('Landing page, English master text for translators'),
        draft('Glossary: 40 terms of dispatching in five languages'),
        draft('Notes for translators: what “dispatch” means and doesn’t mean'),
        draft('Form labels and errors, master list', 'json'),
        draft('Line lengths and line breaks: limits for the three layouts', 'table'),
      ],
      checkpoints: [{ type: 'user_requested', reason: 'A native speaker has to read the Arabic page before it is published. Waiting for an answer from our partner in Dubai.' }],
    },
    {
      task_type: 'research',
      intent: 'What would have to change for Japan: law, habits, invoicing, fax',
      parameters: { focus: 'Product changes needed for small Japanese service companies', sources: ['web', 'government', 'forums'], depth: 'deep' },
      status: 'running',
      agent: 'atlas',
      artifacts: [
        findings('Qualified invoices: what the 2023 rule asks of our invoice export'),
        findings('Why the fax stays: confirmation, not transport'),
        findings('Addresses in Japan: blocks, not streets'),
        findings('Overtime limits of 2024 and what dispatchers do about them'),
        findings('Seals, signatures and what an app may replace'),
        analysis('Changes for Japan by effort and certainty', 'table'),
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Decide between the three regions with numbers that we can defend',
      parameters: { analysis_type: 'Option comparison', metrics: ['contribution after 3 years', 'months to first 50 customers', 'cost to leave'], depth: 'deep' },
      status: 'running',
      agent: 'meridian',
      artifacts: [
        analysis('Three regions, one recommendation, two ways to be wrong'),
        analysis('Contribution after three years: a simulation of 10,000 runs'),
        analysis('Model of the simulation', 'code'),
        analysis('Option comparison, all inputs', 'json'),
        analysis('What we would have to see in six months to stop'),
        analysis('Cost to leave, per region', 'table'),
        analysis('Three partners in Dubai: what their references tell'),
      ],
    },
    {
      task_type: 'research',
      intent: 'Competitors in Sweden, Norway, Denmark and Finland',
      parameters: { focus: 'Local scheduling products for trades in the Nordics, with prices and customers', sources: ['web', 'company registers'], depth: 'quick' },
      status: 'completed',
      agent: 'atlas',
      artifacts: [
        findings('Sweden: three products share the plumbers'),
        findings('Norway: the accounting system decides'),
        findings('Denmark: public tenders set the standard'),
        findings('Finland: the smallest market with the best data'),
        analysis('Nordic competitors at a glance', 'table'),
        plan('Follow-up plan for the Nordics, two weeks'),
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Price levels by purchasing power',
      parameters: { analysis_type: 'Price localisation', metrics: ['price index', 'willingness to pay'], depth: 'quick' },
      status: 'pending',
      agent: 'meridian',
      artifacts: [],
    },
  ],
  pool: {
    openings: [
      'Reports put this market at “USD 5.1 billion”. Counting companies instead gives **a quarter of that**, and it is still large enough. Each step below can be checked and changed.',
      'The estimate multiplies four numbers: companies × share with a dispatcher × price × share reachable within three years. The second is the weakest, so it is given as a range.',
      'Three regions were compared with the same method and the same doubts. Where a number had to be carried over from one country to another, it is marked with † and widened.',
      'Interest is not demand: {310-420} people from the Gulf visited our English page last month, {4-9} of them started a trial, and nobody finished the import.',
    ],
    claims: [
      claim('Nordics: small, honest, taken', 'About {37-39},000 companies, {82-87} % with some kind of scheduling. We would replace a product, not a whiteboard, at {1.5-1.9} times our usual sales effort.', 'Vi byter inte system för att något är nytt.'),
      claim('Japan: overtime law creates the demand', 'Since the limits came into force, companies must show working hours by person. {61-66} % of small firms in one prefecture’s survey still add them up by hand.', '紙の日報をやめたいが、現場が覚えられるか心配だ。'),
      claim('Gulf: sell to the facility manager', 'Buildings are run by contractors with {120-400} technicians. There are only about {900-1200} such companies, but a contract is {20-30} times ours.', 'العقد يُوقَّع مرة كل ثلاث سنوات.'),
      claim('Language is more than text', 'Right-to-left boards move time from right to left as well. Half of the products that claim Arabic do not mirror their calendar, and their users plan in English.'),
      claim('Invoices decide in Norway', 'The accounting system comes first; scheduling is chosen from its marketplace. Without an integration with the largest two we would reach {8-12} % of the market.'),
      claim('Addresses break our geocoder', 'In a sample of 500 Japanese job addresses, {31-37} % were placed in the wrong block. Local providers get to {2-4} %, at {1.6-2.2} times the price.'),
      claim('Local support is part of the price', 'Reviews in Japan mention telephone support before any function. A distributor would take {25-35} % and answer the phone.'),
    ],
    gaps: ['The share of companies with a dispatcher in the Gulf: one survey, sponsored.', 'Distributor margins: two conversations, both with people who wanted the job.', 'Whether the Finnish register counts one-person companies twice.', 'Effects of the yen: everything is in euros at the average of the last twelve months.'],
    advice: [
      'Start with **Japan through a distributor**, one prefecture, fifty customers; stop after nine months if fewer than twenty stay.',
      'Do not enter the Nordics without an accounting integration.',
      'Treat the Gulf as a partner business: no own sales, one reference building.',
      'Buy the census table. It narrows the estimate more than any further week of mine.',
    ],
    questions: ['How many companies have five to a hundred technicians?', 'How many of these have somebody who dispatches?', 'What do they use and pay today?', 'What law or habit makes our product impossible as it is?', 'Who would sell and support it?'],
    steps: ['Company counts by size class from the statistical offices', 'Trade codes mapped by hand, disputed ones listed', 'Share with a dispatcher from job ads and surveys', 'Prices of local products, as bought', 'Low, middle and high case with reasons', 'A second person recomputes one region from the sources'],
    risks: ['Trade codes differ; “cleaning” includes hotels in one country.', 'Translations of laws are unofficial.', 'Optimism: we like Japan. The low case was written first.'],
    tables: [
      table('Bottom-up, per region', 'Step | Nordics | Japan | Gulf', `
Companies with 5–100 technicians | {37-39},000 | {205-228},000 | {6-7},500
With a dispatcher | {54-60} % | {38-47} %† | {66-75} %
Average price a year | €{3900-4300} | €{2900-3300} | €{9500-14000}
Reachable in 3 years | {1.0-1.5} % | {0.3-0.5} % | {1.5-3.0} %
Revenue, middle case | €{0.9-1.2} M | €{1.0-1.5} M | €{0.6-1.4} M`),
      table('Terms of the trade', 'English | Svenska | 日本語 | العربية | Suomi', `
dispatcher | arbetsledare | 配車係 | منسّق الفرق | työnjohtaja
job | uppdrag | 作業 | مهمة | työ
technician | tekniker | 作業員 | فنّي | asentaja
appointment | bokad tid | 予約 | موعد | varaus
call-out fee | utryckningsavgift | 出張費 | رسوم الزيارة | käyntimaksu`),
      table('Changes for Japan', 'Change | Days | Certainty | Blocks sales', `
Qualified invoice number and tax lines | {6-9} | high | yes
Block addresses, local geocoder | {14-20} | high | yes
Names: family name first, reading | {3-5} | high | no
Fax or PDF confirmation | {4-6} | middle | no
Seal image on job sheets | {2-3} | low | no`),
    ],
    code: [
      code('python', 'Three-region simulation', `
from dataclasses import dataclass
import numpy as np

@dataclass(frozen=True)
class Region:
    companies: tuple[float, float, float]     # low, mode, high
    dispatcher: tuple[float, float, float]
    price_eur: tuple[float, float, float]
    reachable: tuple[float, float, float]
    fixed_cost_eur: float

def contribution(region: Region, runs: int = 10_000, margin: float = 0.71, seed: int = 11) -> np.ndarray:
    rng = np.random.default_rng(seed)
    draw = lambda t: rng.triangular(*t, runs)
    revenue = draw(region.companies) * draw(region.dispatcher) * draw(region.price_eur) * draw(region.reachable)
    return 3 * margin * revenue / 2 - region.fixed_cost_eur   # linear ramp over three years`),
      code('sql', 'Visits, trials and finished imports by country', `
select country,
       count(*) as visitors,
       count(*) filter (where trial_started_at is not null) as trials,
       count(*) filter (where import_finished_at is not null) as imports
from visitors
where first_seen_at >= now() - interval '90 days'
  and country in ('JP', 'AE', 'SA', 'QA', 'SE', 'NO', 'DK', 'FI')
group by country
order by visitors desc;`),
    ],
    sources: [
      source('経済センサス: 事業所数 (Economic census, establishments)', 'https://stat.example.jp/census/establishments'),
      source('SCB: Företagsregistret, storleksklasser', 'https://scb.example.se/foretag/storleksklass'),
      source('غرفة تجارة دبي: إحصاءات الأعضاء', 'https://chamber.example.ae/members/statistics'),
      source('Survey of overtime records in small firms, one prefecture', 'https://labour.example.jp/overtime-survey', '残業時間を手集計している: 63.4 %'),
      source('Tilastokeskus: yritysrekisteri', 'https://stat.example.fi/yritykset'),
    ],
    hooks: ['Plan the day once. Change it as often as you need.', 'For companies that promise a time and keep it.', 'Your crew, on one board, in your language.'],
    paragraphs: [
      'Larkfield shows who is where, who can take the next job, and which customer has to be told. It works on the phones that your people already have, also underground.',
      'Working hours add themselves up as jobs are finished, per person and per day, in the form that the authorities ask for.',
      '*Translators:* “crew” is a small group that goes out together, never the staff as a whole. “Board” is the plan of the day on a screen; please don’t translate it as “committee”.',
      'Prices are shown per technician and month with tax, because this is how prices are shown to small companies in this country.',
      'The form asks for the number of technicians, the trade and an e-mail address. It does not ask for a phone number.',
    ],
    closes: ['Join the waiting list. We write once, when it is ready.', 'We open in one city first. Tell us yours.', 'Questions? Write in your own language; somebody reads it.'],
    reasoning: [
      'Every number has a source or is marked as carried over. The product of four uncertain numbers is uncertain: ±35 % is my honest range.',
      'I compared the result with two analysts’ reports and can explain the difference: both count telecoms and utilities.',
      'Legal texts were read in translation. I would not ship on this basis without advice.',
      'I am confident about ordering, not about size: Japan leads in {81-88} % of the runs.',
    ],
  },
}
