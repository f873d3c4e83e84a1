import { useQuery } from '@tanstack/react-query'
import { HardDrive } from 'lucide-react'
import { queries } from './queries.ts'

const words = {
  read_only: ['The profile folder cannot be written to.', 'What is kept in it can be read. Make it writable and start Countersign again.'],
  full: ['The disk of the profile folder is full.', 'What is kept in it can be read. Free some space and start Countersign again.'],
} as const

/** Why nothing is kept in this run, as long as that is so. */
export function ProfileNotice() {
  const profile = useQuery(queries.info()).data?.profile
  if (!profile || profile.storage === 'disk') return null
  const [what, then] = words[profile.storage]
  return (
    <div className="banner" role="status" title={profile.folder} data-testid="profile-notice" data-storage={profile.storage}>
      <HardDrive size={16} aria-hidden />
      <span>
        <strong>{what}</strong> {then} Until then nothing is kept here: decisions need an account in temporary mode.
      </span>
    </div>
  )
}
