import { useEffect, useSyncExternalStore } from 'react'
import { useSettings } from './queries.ts'

const moreContrast = window.matchMedia('(prefers-contrast: more)')
const useSystemContrast = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      moreContrast.addEventListener('change', listener)
      return () => moreContrast.removeEventListener('change', listener)
    },
    () => moreContrast.matches,
  )

/** Theme, contrast and density are attributes of the document: one style sheet serves them all. */
export function useAppearance(): void {
  const { theme, contrast, density } = useSettings()
  const systemContrast = useSystemContrast()
  const more = contrast === 'more' || systemContrast
  useEffect(() => {
    const root = document.documentElement
    if (theme === 'system') delete root.dataset['theme']
    else root.dataset['theme'] = theme
    if (more) root.dataset['contrast'] = 'more'
    else delete root.dataset['contrast']
    root.dataset['density'] = density
  }, [theme, more, density])
}
