import { useQuery } from '@tanstack/react-query'
import type { KeyStoreChoice } from '../../../contract/status.ts'
import { keyStoreKinds, type KeyStoreKind } from '../../../contract/status.ts'
import { queries } from '../../app/queries.ts'
import { Choices } from '../../ui/Choices.tsx'

const words: Record<KeyStoreKind, { label: string; text: string }> = {
  keychain: {
    label: 'On this computer, opened by its keychain',
    text: 'Opens by itself when you are logged in to this computer. Works offline.',
  },
  passphrase: {
    label: 'On this computer, behind a passphrase',
    text: 'Asked at each start, also offline. Nobody can recover it: without it, what is kept here is lost.',
  },
  key_file: {
    label: 'On this computer, with the key in a file beside it',
    text: 'Opens by itself. Whoever can read your files can read your work.',
  },
  temporary: {
    label: 'Nowhere: memory only',
    text: 'Nothing is written to disk. A restart asks you to sign in again, and decisions are not taken offline.',
  },
}

interface KeyStoreFieldProps {
  kind: KeyStoreKind
  passphrase: string
  onKind(kind: KeyStoreKind): void
  onPassphrase(passphrase: string): void
}

/** The choice is visible, with plain consequences; what does not work here is not offered. */
export function KeyStoreField({ kind, passphrase, onKind, onPassphrase }: KeyStoreFieldProps) {
  const works = useQuery(queries.info()).data?.key_stores ?? []
  const offered = keyStoreKinds.filter((each) => works.includes(each))
  return (
    <div className="field">
      <span className="field-label" id="key-store">
        Where should this computer keep your work?
      </span>
      <Choices labelledBy="key-store" value={kind} onChange={onKind} options={offered.map((each) => ({ value: each, ...words[each], testId: `key-store-${each}` }))} />
      {kind === 'passphrase' && (
        <div className="field gate-passphrase">
          <label htmlFor="passphrase">Passphrase</label>
          <input id="passphrase" className="input" type="password" autoComplete="new-password" required value={passphrase} onChange={(event) => onPassphrase(event.target.value)} />
          <p className="field-hint">Long beats complicated: four or five words that do not belong together.</p>
        </div>
      )}
    </div>
  )
}

export const keyStoreChoice = (kind: KeyStoreKind, passphrase: string): KeyStoreChoice => (kind === 'passphrase' ? { kind, passphrase } : { kind })
