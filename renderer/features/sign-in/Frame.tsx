import type { ReactNode } from 'react'
import { ProfileNotice } from '../../app/ProfileNotice.tsx'
import './sign-in.css'

/** The quiet page before the account is open. */
export function Frame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <main className="gate">
      <div className="gate-card">
        <header>
          <p className="gate-brand">
            <Mark /> Countersign
          </p>
          <h1>{title}</h1>
          {lead !== undefined && <p className="soft">{lead}</p>}
        </header>
        <ProfileNotice />
        {children}
      </div>
    </main>
  )
}

/** A signature under another: what countersigning is. */
function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
      <path d="M3 8.5c2.5-4.6 4.4-5 4.6-2.6S5.300 11 7.600 10.200 10.900 4.800 12.700 5s.3 3.600 2 3.600 2.600-1.200 4.300-2.800" opacity=".5" />
      <path d="M3 17.200l4.200 0M10 15.600l2.300 2.400 5.700-5.800" />
    </svg>
  )
}
