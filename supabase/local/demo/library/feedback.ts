/** What the demo's reviewers wrote when they decided. */
export const approvals: (string | null)[] = [
  null,
  null,
  null,
  'Good, the sources hold.',
  null,
  'Exactly what I needed. Please keep this length.',
  null,
  'Approved. The second table could go into the appendix next time.',
  null,
  'Numbers checked against the warehouse, they agree.',
]

export const rejections: string[] = [
  'The central number has no source. I can’t use it like this.',
  'Too long for what it says; the first paragraph alone would do.',
  'This names a customer who has not agreed to it.',
  'The comparison mixes monthly and annual prices.',
  'Not our tone: it reads like an advertisement.',
  'Two of the links lead to pages that say something else.',
]

/** A rejection that asks for another revision, and what the agent says that it changed. */
export const changeRequests: { feedback: string; changed: string }[] = [
  { feedback: 'Please add how many cases this rests on, and move the limits further up.', changed: 'Number of cases added to each statement; limits now stand before the recommendations.' },
  { feedback: 'Shorter, and start with the result. Then I’ll take it.', changed: 'Cut by a third. The result stands in the first sentence.' },
  { feedback: 'The second source is a reseller. Find a better one or drop the statement.', changed: 'Dropped the statement that rested on the reseller alone; the others are unchanged.' },
  { feedback: 'Explain “active technician” where it first appears.', changed: 'Term explained at its first use, and used in one sense only.' },
  { feedback: 'Good, but please take out the competitor’s name in the headline.', changed: 'Name removed from the headline and from the first paragraph.' },
  { feedback: 'The table needs a row for crews under five, they are a third of our customers.', changed: 'Row for small crews added, with the same sources.' },
  { feedback: 'Say what would have to happen for this to be wrong.', changed: 'New paragraph: what would show that this is wrong, and when we would see it.' },
  { feedback: 'Please check the sum in the last column.', changed: 'The sum was wrong by one row; corrected, and the two sentences that quote it.' },
]
