const names: Record<string, string> = { Ctrl: 'Control', '⌘': 'Meta', '⇧': 'Shift', '⏎': 'Enter', Esc: 'Escape', '+': 'Plus' }

/** A printed key (`⇧ D`, `Ctrl ⏎`, `⌘⏎`) as aria-keyshortcuts writes it; nothing for two after each other, which it has no form for. */
export function ariaShortcut(printed: string): string | undefined {
  const [, modifiers = '', key] = /^((?:(?:Ctrl|⌘|⇧) ?)*)(\S+)$/.exec(printed) ?? []
  if (key === undefined) return undefined
  return [...(modifiers.match(/Ctrl|⌘|⇧/g) ?? []), key].map((part) => names[part] ?? part).join('+')
}
