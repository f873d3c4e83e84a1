import { totpCode } from '../../supabase/local/gateway/auth/totp.ts'

export interface Mail {
  code: string
  link: string
  kind: string
}

/** The newest mail that the development stack would have sent to the address. */
export async function lastMail(stack: { url: string }, email: string): Promise<Mail> {
  const mails = (await (await fetch(`${stack.url}/local/mail?email=${encodeURIComponent(email)}`)).json()) as Mail[]
  const mail = mails.at(-1)
  if (!mail) throw new Error(`no mail to ${email}`)
  return mail
}

/** Follows a link as a browser would, up to the one that leads back into the app. */
export async function follow(link: string): Promise<string> {
  const { headers, status } = await fetch(link, { redirect: 'manual' })
  const location = headers.get('location')
  if (location === null) throw new Error(`${status} leads nowhere`)
  return location
}

/** Goes through the stand-in of the provider's page as somebody; answers the link back into the app. */
export async function throughProvider(url: string, answer: { email: string; name?: string } | 'deny'): Promise<string> {
  const page = await follow(url)
  const state = new URL(page).searchParams.get('state') ?? ''
  const form = new URLSearchParams(answer === 'deny' ? { state, answer } : { state, ...answer })
  const { headers } = await fetch(page.split('?', 1)[0] ?? '', { method: 'POST', body: form, redirect: 'manual' })
  return follow(headers.get('location') ?? '')
}

/** A code of the secret for now; the step after it when `later`, where the one of now was used. */
export const codeOf = (secret: string): string => totpCode(secret, Date.now())
