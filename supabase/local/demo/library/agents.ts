interface AgentSpec {
  key: string
  name: string
  description: string
}

export const agents: AgentSpec[] = [
  { key: 'atlas', name: 'Atlas', description: 'Reads the web, archives and registers, and reports with sources.' },
  { key: 'meridian', name: 'Meridian', description: 'Queries the warehouse, runs statistics and writes the result down with its limits.' },
  { key: 'quill', name: 'Quill', description: 'Drafts posts, mails, articles and help pages.' },
  { key: 'warden', name: 'Warden', description: 'Checks claims about security and data protection against evidence.' },
  { key: 'polyglot', name: 'Polyglot', description: 'Translates and localises, and says where a translation is not enough.' },
]
