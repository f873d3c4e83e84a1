import { analysis, claim, code, draft, findings, type Kit, plan, source, table } from '../types.ts'

export const compliance: Kit = {
  key: 'compliance',
  project: {
    name: 'Security questionnaires',
    basket: 'Trust and security',
    description: 'Answers to the questionnaires that larger customers send, kept true by checking them against what we really do.',
  },
  sessions: [
    {
      task_type: 'content_creation',
      intent: 'Answer the 142 questions of a hospital group, with evidence for each answer',
      parameters: { platform: 'doc', target_audience: 'Information security officer of a hospital group', tone: 'professional', length: 'long' },
      status: 'paused',
      agent: 'warden',
      artifacts: [
        draft('Hospital questionnaire, part A: organisation and people'),
        draft('Hospital questionnaire, part B: access and identities'),
        draft('Hospital questionnaire, part C: backup and recovery'),
        draft('Hospital questionnaire, part D: suppliers'),
        analysis('Answers that we can’t give with a yes, and why', 'table'),
        draft('Cover letter to the security officer', 'text'),
      ],
      checkpoints: [
        { type: 'agent_offered', reason: 'Question C-17 asks for the date of the last restore test. I find none in the records after March. Shall I answer with March, or wait until a test has been made?', stage: 1, stages: 3 },
        { type: 'agent_offered', reason: 'Part D lists all sub-processors with contract dates. This list has not been published. May it leave the house under the non-disclosure agreement?', stage: 2, stages: 3 },
        { type: 'agent_offered', reason: 'All parts are answered. Release to the customer’s portal?', stage: 3, stages: 3 },
      ],
    },
    {
      task_type: 'research',
      intent: 'Check twenty standard answers against reality',
      parameters: { focus: 'Twenty standard answers on backup, access, encryption, logging and incidents', sources: ['internal documentation', 'configuration', 'tickets'], depth: 'deep' },
      status: 'running',
      agent: 'warden',
      artifacts: [
        plan('Plan: twenty claims, each with a way to prove it wrong'),
        findings('Claim 3, “all laptops are encrypted”: 61 of 63'),
        findings('Claim 7, “access is removed on the last day”: median two days'),
        findings('Claim 11, “backups are tested monthly”: not since March'),
        findings('Claim 14, “logs are kept for a year”: true, for eleven of twelve'),
        findings('Claim 18, “no customer data in test systems”: one exception'),
        analysis('Twenty claims and their state', 'table'),
        analysis('Evidence register', 'json'),
        findings('Claim 20, “two people approve each release”: true'),
        draft('Corrected wording for four standard answers'),
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Which questions come again and again, and what answers cost us',
      parameters: { analysis_type: 'Questionnaire statistics', metrics: ['questions', 'hours', 'reused answers'], depth: 'quick' },
      status: 'completed',
      agent: 'meridian',
      artifacts: [
        analysis('2,310 questions in a year, 74 of them make up half'),
        analysis('Hours per questionnaire and deal size', 'table'),
        analysis('Clustering the questions: method and limits'),
        analysis('Cluster script', 'code'),
        analysis('What a public trust page would save'),
      ],
    },
    {
      task_type: 'content_creation',
      intent: 'Write the public trust page: what we do, what we don’t do yet',
      parameters: { platform: 'blog', target_audience: 'Buyers and their security people', tone: 'technical', length: 'medium' },
      status: 'running',
      agent: 'quill',
      artifacts: [
        draft('Trust page, first version with the gaps named'),
        draft('Trust page: how we handle a lost phone'),
        draft('Trust page: who can see your data, by role'),
        draft('Incident report template, public version'),
        draft('security.txt and the text behind it', 'code'),
        draft('Sub-processor list, readable by people', 'table'),
        plan('Plan: who keeps the trust page true, month by month'),
      ],
      checkpoints: [{ type: 'user_requested', reason: 'Please show me the gaps section before anything is published. I want to talk to engineering first.' }],
    },
    {
      task_type: 'research',
      intent: 'What changes with the new rules for critical suppliers?',
      parameters: { focus: 'Duties for software suppliers of hospitals and utilities under the new national rules', sources: ['government', 'law firms', 'trade associations'], depth: 'deep' },
      status: 'completed',
      agent: 'atlas',
      artifacts: [
        plan('Plan: from the text of the law to a list of duties'),
        findings('Are we a critical supplier? Probably not, but our customers are'),
        findings('Reporting an incident in 24 hours: who has to call whom'),
        findings('What hospitals will ask us to sign next year'),
        analysis('Duties, dates and owners', 'table'),
      ],
    },
    {
      task_type: 'analysis',
      intent: 'Restore test of the main database, measured',
      parameters: { analysis_type: 'Restore test', metrics: ['time to restore', 'data loss', 'steps by hand'], depth: 'quick' },
      status: 'pending',
      agent: 'warden',
      artifacts: [],
    },
  ],
  pool: {
    openings: [
      'Each answer has three parts: what we say, what is really so, and where this can be seen. Where the first two differ, the answer follows **what is really so**.',
      'Of twenty standard answers, {12-14} are true as written, {4-6} need a word changed, {2-2} must not be used any more.',
      'This was checked against configuration and tickets, not against policies. A policy proves that somebody wrote something.',
      'The questionnaire has 142 questions. {89-97} are covered by existing answers, {28-34} needed a new one, and {14-19} need a person to decide.',
    ],
    claims: [
      claim('Laptops: two are missing', '61 of 63 laptops report encryption. The other two belong to a contractor and to the meeting room; neither holds customer data, both are inside of the claim’s wording.'),
      claim('Leavers keep access for two days', 'Median {1.8-2.3} days, longest {9-12}. The delay is always the same: payroll tells IT on the first of the month.', 'Access is removed on the last working day.'),
      claim('Restore tests stopped in March', 'The job still runs, but it restores into a server that was switched off. It reports success because it counts files.', 'restore-check: OK (14 files)'),
      claim('Logs: one system forgets after 90 days', 'Eleven of twelve systems keep a year. The phone gateway keeps 90 days, which its vendor changed in an update that nobody read.'),
      claim('One copy of real data in a test system', 'A support case from last year was reproduced with a customer’s export. It was still there. It is deleted now, with a ticket; the customer should be told.'),
      claim('Most questions are about four topics', 'Backup, access, suppliers, incidents: {71-76} % of all questions. The wording differs, the answer does not.'),
      claim('Certificates answer the wrong half', 'A certificate answers {38-44} % of questions and shortens {9-12} % more. Hospitals ask for what it does not cover: location, support staff, deletion.'),
    ],
    gaps: ['Physical security of the office in Graz: no documents, only what people say.', 'Whether the payroll provider’s sub-processors changed; their list is undated.', 'Three questions are ambiguous in English and were answered in both readings.'],
    advice: [
      'Repair the restore test before answering any question about it. It is {2-3} days of work.',
      'Let the HR system, not a mail, end access. It removes the whole class of answers.',
      'Publish a trust page with the gaps named: it would have answered {44-52} % of last year’s questions.',
      'Never write “always” or “all” in a standard answer. “61 of 63, checked weekly” is stronger.',
    ],
    questions: ['What exactly do we claim?', 'What would be seen if it were false?', 'Who could show it within an hour?', 'Who owns the answer, and when does it expire?'],
    steps: ['Write each claim as a sentence that can be false', 'Find the system that knows, not the document that says', 'Take the evidence with date and query', 'Note exceptions by name of the system, never of a person', 'Agree on new wording with the owner', 'Set a date at which the answer expires'],
    risks: ['Evidence may itself hold personal data; screenshots are cropped.', 'A true answer can cost a deal. That is a decision for people, and I say so where it applies.', 'Old answers live on in sales folders.'],
    tables: [
      table('Claims and their state', 'Nr. | Claim | State | Evidence', `
3 | All laptops are encrypted | 61 of 63 | device report, this week
7 | Access ends on the last day | median {1.8-2.3} days | {30-36} leavers compared
11 | Restore is tested monthly | **no**, since March | job log
14 | Logs are kept for a year | 11 of 12 | retention settings
18 | No customer data in tests | one exception, removed | ticket
20 | Two people approve a release | yes | last {180-220} releases`),
      table('Effort by questionnaire', 'Customer type | Questions | Hours | Reused', `
Hospital | {135-150} | {26-33} | {55-62} %
City | {80-95} | {13-17} | {66-72} %
Housing association | {40-52} | {5-8} | {78-84} %
Industry | {110-125} | {18-23} | {60-66} %`),
      table('Who can see customer data', 'Role | Sees | How long | Logged', `
Support | one account, after the customer agrees | 4 hours | ✓
Engineering, on call | one account, with a ticket | 2 hours | ✓
Database administrators (2) | everything | permanent | ✓
Sales | nothing | – | –`),
    ],
    code: [
      code('sql', 'Days from last working day to removed access', `
select percentile_cont(0.5) within group (order by removed_at::date - last_day) as median_days,
       max(removed_at::date - last_day) as longest,
       count(*) filter (where removed_at is null) as still_open
from leavers l
left join lateral (
  select max(revoked_at) as removed_at from access_grants g where g.person_id = l.person_id
) r on true
where last_day >= current_date - interval '1 year';`),
      code('text', 'security.txt', `
Contact: mailto:security@larkfield.example
Expires: 2027-01-01T00:00:00Z
Preferred-Languages: en, de
Canonical: https://larkfield.example/.well-known/security.txt
Policy: https://larkfield.example/security/policy
Acknowledgments: https://larkfield.example/security/thanks`),
      code('python', 'Grouping questions by meaning', `
from collections import defaultdict

def cluster(questions, embed, threshold=0.83):
    """Greedy: a question joins the first group whose centre is close enough, in order of length."""
    groups = []
    for text in sorted(questions, key=len):
        vector = embed(text)
        best = max(groups, key=lambda g: vector @ g["centre"], default=None)
        if best is not None and vector @ best["centre"] >= threshold:
            best["members"].append(text)
            best["centre"] += (vector - best["centre"]) / len(best["members"])
        else:
            groups.append({"centre": vector.copy(), "members": [text]})
    return sorted(groups, key=lambda g: -len(g["members"]))`),
    ],
    sources: [
      source('Device management report', 'https://it.larkfield.example/reports/encryption', '61 devices encrypted, 2 unknown.'),
      source('Backup job log, twelve months', 'https://ops.larkfield.example/logs/restore-check'),
      source('Hospital group: security requirements for suppliers, v4', 'https://clinics.example/suppliers/security-v4.pdf', 'The supplier states the date and result of the last restore test.'),
      source('National rules for critical suppliers, explanatory notes', 'https://gov.example/critical-suppliers/notes'),
    ],
    hooks: ['This page says what we do to keep your data safe, and what we don’t do yet.', 'You asked 142 questions. Here are 142 answers, of which nine are “no”.', 'Security pages usually list locks. This one lists keys, and who has them.'],
    paragraphs: [
      '**Where your data is.** In two data centres in Frankfurt and Vienna. Backups are in a third place, encrypted with a key that the backup provider does not have.',
      '**Who can see it.** Two administrators, always. Support and engineering, for hours, after you agree or with a ticket, and you find every such access in your own log.',
      '**What happens if we are breached.** You hear from us within 24 hours of our knowing, from a person, before you read it elsewhere. The report that follows is public.',
      '**What we don’t do yet.** Our restore test failed silently between March and autumn; it runs again and its result stands here every month. Leavers lose access within two days and not, as we used to write, on the same day.',
      '**When you leave.** Everything is exported on request and deleted after 30 days, from backups after 65. You get a letter that says so.',
      'A lost phone can be locked out from the board at once. Work that has not been sent is encrypted on it and can’t be read without the owner’s code.',
    ],
    closes: ['Found something? security@larkfield.example. We answer within a working day and we don’t send lawyers.', 'This page changes when the facts change; its history is public.', 'The evidence register is available to customers under a non-disclosure agreement.'],
    reasoning: [
      'Evidence is attached for each statement. Where I could not see the system myself, the answer says who told me.',
      'I chose the weaker wording wherever two were possible; a corrected answer costs more than a modest one.',
      'Nine answers are “no”. I think that they are right and that somebody should decide before they are sent.',
      'High confidence: configuration was read directly, with date and query.',
    ],
  },
}
