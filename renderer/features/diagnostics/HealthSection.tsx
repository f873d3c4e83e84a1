import { CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react'
import { Badge } from '../../ui/Badge.tsx'
import type { Finding, HealthPart } from './findings.ts'

const partWords: Record<HealthPart, string> = { backend: 'Backend', database: 'Database', queue: 'Queue', oldest: 'Oldest waiting', feed: 'Change feed' }

/** Each part with how it stands, what that means and what to do. */
export function HealthSection({ found, asking }: { found: readonly Finding[]; asking: boolean }) {
  return (
    <section className="diagnostics-section" aria-label="Health" aria-busy={asking} data-testid="health">
      <header>
        <h2>Health</h2>
        {asking && <Badge>asking</Badge>}
      </header>
      {found.length === 0 ? (
        <p className="soft">Asking the server.</p>
      ) : (
        <ul className="health">
          {found.map(({ part, state, tone, text, next }) => {
            const Icon = tone === 'good' ? CircleCheck : tone === 'plain' ? CircleHelp : TriangleAlert
            return (
              <li key={part} data-tone={tone} data-testid={`health-${part}`}>
                <Icon size={16} aria-hidden />
                <div>
                  <h3>{partWords[part]}</h3>
                  <p>{text}</p>
                  {next !== null && (
                    <p className="health-next">
                      <strong>Next:</strong> {next}
                    </p>
                  )}
                </div>
                <Badge tone={tone}>{state}</Badge>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
