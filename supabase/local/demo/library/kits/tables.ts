import { table, type TableSpec } from '../types.ts'

/** Tables that belong to one artifact, found by its title. */
export const ownTables: Record<string, TableSpec> = {
  'Retention by number of jobs in week one': table('Retention after twelve months', 'Jobs in week 1 | Accounts | Retained | With imported list | Without', `
0 | 412 | 48 % | 71 % | 41 %
1–3 | 388 | 66 % | 79 % | 58 %
4–9 | 501 | 81 % | 84 % | 76 %
10–24 | 347 | 88 % | 89 % | 86 %
25 and more | 122 | 93 % | 93 % | 92 %`),
  'Minutes per ticket by topic': table('Handling time', 'Topic | Tickets | Median | 90 % | Reopened', `
Login and passwords | 1,104 | 2.1 | 6 | 3 %
Moved jobs | 842 | 6.4 | 19 | 8 %
Invoices | 611 | 8.8 | 27 | 14 %
Offline and sync | 377 | 11.2 | 41 | 17 %
Imports | 290 | 16.5 | 58 | 11 %
Everything else | 705 | 7.3 | 25 | 9 %`),
  'Complaints about price by company size': table('Complaints', 'Technicians | Reviews | Name price | Surprise fee | Onboarding fee', `
1–4 | 74 | 14 | 5 | 3
5–14 | 81 | 27 | 11 | 9
15–49 | 41 | 15 | 6 | 7
50 and more | 18 | 5 | 1 | 4`),
  'Lifetime by plan, with honest intervals': table('Expected lifetime in months', 'Plan | Accounts | Median | Low (5 %) | High (95 %)', `
Solo | 903 | 19 | 17 | 22
Team | 741 | 41 | 35 | 52
Company | 126 | 74 | 48 | –
Team, yearly | 288 | 56 | 44 | 81`),
  'Theme by interview': table('Mentions', 'Interview | Promise | 7:40 | Skills | Phone | Blame | Wall', `
D01 | 4 | 3 | 2 | 1 | 0 | 0
D02 | 2 | 2 | 1 | 2 | 1 | 3
D03 | 1 | 6 | 0 | 0 | 2 | 1
D04 | 3 | 1 | 4 | 1 | 0 | 0
D05 | 5 | 4 | 6 | 0 | 0 | 0
D06 | 0 | 2 | 1 | 5 | 3 | 0
D07 | 1 | 1 | 0 | 2 | 0 | 2
D08 | 6 | 3 | 2 | 1 | 2 | 0`),
  'Eighteen months of price page changes on one page': table('Changes', 'Month | Vendor | What changed | Before | After', `
1 | Crewline | Routing becomes part of the middle plan | €32 + €6 | €37
3 | Rosterbee | Annual discount | 25 % | 17 %
6 | Tidewise | Free plan | 10 technicians | 3 technicians
9 | Plannora | Minimum seats | 5 | 8
11 | Crewline | API | all plans | Enterprise
14 | Tidewise | API | all plans | Growth and above
17 | Tidewise | “Pro” renamed to “Growth” | €26 | €29
18 | Plannora | First public price | – | €34`),
  'Discount by seller and deal size': table('Average discount, two quarters', 'Seller | under 10 seats | 10–29 | 30 and more | Win rate', `
Seller A | 4 % | 11 % | 19 % | 27 %
Seller B | 9 % | 18 % | 26 % | 25 %
Seller C | 2 % | 6 % | 14 % | 28 %
Seller D | 12 % | 21 % | 29 % | 24 %
Seller E | 5 % | 9 % | 17 % | 27 %`),
  'Import errors in plain words': table('Texts', 'Case | Old text | New text', `
No column with names | Invalid header | We couldn’t find a column with names. Which one is it?
Two customers with one number | Duplicate key | Two rows have the customer number 1042. We kept both; please look at them.
Date not understood | Parse error in row 17 | Row 17 says “31.2.”, which is no day. We left the date empty.
File too large | 413 | This file has more than 20,000 rows. Split it, or send it to us.
Not a spreadsheet | Unsupported media type | That’s a picture. If it shows a list, send it to us and we’ll type it in.`),
  'Where two coders disagreed': table('Disagreements', 'Call | Coder A | Coder B | Settled as', `
012 | price | never got going | never got going
019 | sold | merged | merged
031 | missing function | new dispatcher | both, first is dispatcher
044 | price | price, but jokingly | not counted
058 | retired | sold | sold
077 | unhappy with support | new dispatcher | unsettled`),
  'Companies by region and size class': table('Companies, in thousands', 'Technicians | Nordics | Japan | Gulf', `
1–4 | 91.4 | 512.0 | 14.1
5–19 | 29.8 | 168.3 | 3.9
20–49 | 6.1 | 37.2 | 1.6
50–100 | 1.9 | 10.8 | 0.9
over 100 | 0.6 | 4.4 | 1.1`),
  'Data protection check of three finalists': table('Check', 'Point | Deskhand | Parley | Replybox', `
Data in the EU | ✓ | ✓ | on request
Sub-processors outside | 4 | 2 | 9
Deleted from backups after | 30 days | 35 days | 90 days
Training on tickets | no | no | unless objected to
Audit report | SOC 2, this year | ISO 27001 | SOC 2, expired
Export of everything | API, files | API | by mail`),
  'Break-even job count per plan': table('Jobs per month at which usage pricing costs the same', 'Plan | Seats | Today | Base + per job | Break-even', `
Solo | 1 | €17 | €9 + €0.35 | 23
Team, small | 5 | €145 | €59 + €0.35 | 246
Team, middle | 12 | €348 | €119 + €0.35 | 654
Team, large | 14 | €406 | €139 + €0.35 | 763`),
  'Which other experiments used this event': table('Use of the event', 'Experiment | Metric | Affected | To do', `
7 | guard | no | –
9 | secondary | 11 days | add a note
11 | main | all of it | withdrawn
12 | main | 2 days | re-run, sign holds
13 | none | no | –`),
  'Nordic competitors at a glance': table('Products', 'Product | Country | Trade | Price per month | Customers', `
Rörlig | Sweden | plumbing | 249 kr | 3,100
Montörplan | Sweden | electricity | 319 kr | 1,900
Dagsrapport | Norway | building | 279 kr | 2,400
Kørselsbog | Denmark | public services | 299 kr | 800
Keikka | Finland | all | €24 | 1,200`),
  'Answers that we can’t give with a yes, and why': table('Questions', 'Question | Answer | Why | When', `
B-09 Access ends on the last day | partly | two days, median | next quarter
C-17 Restore tested this month | no | test restores nowhere | three days of work
C-21 Backups in two countries | yes, from January | contract signed | January
D-04 All sub-processors audited | no | two are too small | open
E-11 Penetration test each year | no | last one 19 months ago | ordered`),
  'Sub-processor list, readable by people': table('Who else touches data', 'Company | What for | Which data | Where', `
Hosting provider | runs our servers | everything, encrypted disks | Frankfurt, Vienna
Backup provider | keeps copies | everything, without the key | Zürich
SMS gateway | sends texts | number and text, 90 days | Dublin
Mail service | sends mails | address and text, 30 days | Paris
Map service | finds addresses | address only | Tampere`),
  'Duties, dates and owners': table('Duties', 'Duty | From | Applies to us | Owner', `
First report within 24 hours | March | through contracts | on-call lead
Full report within 72 hours | March | through contracts | security
Register as critical | March | no | –
Supplier list to the customer | July | yes, hospitals | sales
Yearly restore proof | January | yes | operations`),
  'Churn definitions compared': table('Definitions', 'Source | Unit | Pauses count | Mergers count | Monthly rate', `
Tidewise | customer | no | no | 1.4 %
Benchmarks, 7th ed. | logo | yes | yes | 3.0 %
Rosterbee blog | location | no | yes | 2.2 %
Crewline report | revenue | no | no | 0.9 %
Ours | logo | no | shown apart | 3.2 %`),
  'Cost to leave, per region': table('If we stop after twelve months', 'Line | Nordics | Japan | Gulf', `
Contracts that run on | €41,000 | €18,000 | €6,000
Distributor’s notice | – | €35,000 | €20,000
Moving customers elsewhere | €22,000 | €9,000 | €4,000
Sum | €63,000 | €62,000 | €30,000`),
  'Studies by method and size': table('Eleven studies', 'Study | Field | Method | People | Days', `
1 | ambulance | log analysis | 48 | 365
2 | ambulance | experiment | 24 | 2
3 | field service | field experiment | 31 | 90
4 | field service | simulation | – | –
5 | towing | interviews | 17 | –
6 | couriers | log analysis | 212 | 180
7 | lifts | case study | 6 | 40`),
  'First runs compared': table('Twelve products', 'Product | Minutes to first result | Asks first for | Sample data | Skip', `
Crewline | 21 | company size | ✓ | –
Tidewise | 9 | nothing | ✓ | ✓
Plannora | – | a call | – | –
Rosterbee | 14 | phone number | – | ✓
An invoice tool | 3 | first customer | – | ✓
A booking tool | 6 | opening hours | ✓ | ✓`),
  'Line lengths and line breaks: limits for the three layouts': table('Longest text that fits', 'Place | Latin | 日本語 | العربية', `
Headline | 38 | 17 | 34
Button | 18 | 9 | 16
Form label | 24 | 11 | 22
Error | 70 | 33 | 64`),
  'Reading level of the five help pages': table('Readability', 'Page | Words | Words per sentence | Long words | Grade', `
Switch on | 212 | 9.4 | 6 % | 5
What works | 388 | 11.8 | 9 % | 6
Two people, one job | 301 | 12.6 | 8 % | 7
Lost phone | 264 | 10.1 | 7 % | 6
Space on the phone | 190 | 13.9 | 14 % | 8`),
}
