import { Check, CircleUserRound, Plus } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { Account } from '../../contract/status.ts'
import { MenuContent, Tooltip, useMenuPlace } from '../ui/Overlays.tsx'
import './account-menu.css'
import { accountName, addingAccount, hostOf, useAccounts, useSwitch, waitingWords } from './accounts.tsx'
import { useActions } from './keyboard/layers.ts'
import { useHints } from './keyboard/keymap.ts'
import { createStore, useStore } from './store.ts'

const open = createStore(false)

/** At the rail's foot: who one is, and the other accounts of this computer. */
export function AccountMenu({ account, url }: { account: Account; url: string }) {
  const isOpen = useStore(open)
  const hints = useHints()
  const accounts = useAccounts()
  const { switchTo, dialog } = useSwitch()
  useActions({ 'go.accounts': () => open.set(true) })
  const waiting = accounts.some((each) => (each.waiting ?? 0) > 0 && !each.current)
  return (
    <>
      <DropdownMenu.Root open={isOpen} onOpenChange={(now) => open.set(now)} modal={false}>
        <Tooltip text={accountName(account)} hint={hints('go.accounts')} side="right">
          <DropdownMenu.Trigger asChild>
            <button type="button" className="rail-button" aria-label={`Accounts: ${accountName(account)}${waiting ? ', unsent decisions in another account' : ''}`} data-testid="accounts">
              <CircleUserRound size={18} strokeWidth={1.75} aria-hidden />
              {waiting && <span className="rail-mark" aria-hidden />}
            </button>
          </DropdownMenu.Trigger>
        </Tooltip>
        <DropdownMenu.Portal container={useMenuPlace()}>
          <MenuContent className="account-menu" side="right" align="end" sideOffset={8} aria-label="Accounts">
            {accounts.map((each) => (
              <DropdownMenu.Item key={each.id} className="menu-item" data-testid="account" data-current={each.current || undefined} onSelect={() => !each.current && switchTo(each)}>
                <span>{each.current && <Check size={14} aria-label="Open" />}</span>
                <span className="account-who">
                  <span className="cut" dir="auto">
                    {accountName(each)}
                  </span>
                  <span className="soft cut">
                    {each.display_name !== null && each.email !== null && `${each.email} · `}
                    {hostOf(each.url)}
                  </span>
                  {waitingWords(each) !== null && <span className="account-waiting">{waitingWords(each)}</span>}
                </span>
              </DropdownMenu.Item>
            ))}
            {accounts.length === 0 && (
              <DropdownMenu.Label className="menu-item">
                <span />
                <span className="soft cut">
                  {accountName(account)} · {hostOf(url)}
                </span>
              </DropdownMenu.Label>
            )}
            <DropdownMenu.Separator className="menu-line" />
            <DropdownMenu.Item className="menu-item" data-testid="add-account" onSelect={() => addingAccount.set(true)}>
              <Plus size={14} aria-hidden />
              <span>Add an account</span>
            </DropdownMenu.Item>
          </MenuContent>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {dialog}
    </>
  )
}
