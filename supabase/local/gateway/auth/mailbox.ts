/** A mail that production would send. Kept in memory, newest last, read at GET /local/mail?email=… */
export interface Mail {
  to: string
  kind: 'confirmation' | 'otp' | 'recovery' | 'email_change' | 'reauthentication' | 'invite'
  /** Six digits. */
  code: string
  /** The link of the mail; following it signs in. */
  link: string
  sent_at: string
}

export interface Mailbox {
  send(mail: Omit<Mail, 'sent_at'>): void
  read(email: string): Mail[]
}

const keptPerAddress = 20

export function createMailbox(): Mailbox {
  const mails = new Map<string, Mail[]>()
  return {
    send: (mail) => {
      const box = mails.get(mail.to) ?? []
      mails.set(mail.to, [...box, { ...mail, sent_at: new Date().toISOString() }].slice(-keptPerAddress))
    },
    read: (email) => mails.get(email.trim().toLowerCase()) ?? [],
  }
}
