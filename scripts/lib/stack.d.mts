export interface Connection {
  url: string
  publishable_key: string
  secret_key: string
  database_url: string
  accounts: { email: string; password: string; workspace: string; role: string }[]
}
export function parseConnection(line: string): Connection | undefined
