import { describe, expect, it } from 'vitest'
import { preludes, sources } from './sheets.ts'

/** `features/queue` of a file in it; `app` and `ui` are for all. */
const partOf = (file: string): string => /^(features\/[\w-]+|ui|app)/.exec(file)?.[1] ?? file

/** Classes that a style sheet gives a look wherever they stand and whatever else they are, each with the parts whose sheets do. */
const styled = new Map<string, Set<string>>()
for (const [file, sheet] of sources('.css')) {
  for (const selectors of preludes(sheet)) {
    for (const selector of selectors.split(',')) {
      const name = /^\.([\w-]+)(?:\[[^\]]*\]|:[\w-]+)*$/.exec(selector.trim())?.[1]
      if (name !== undefined) styled.set(name, (styled.get(name) ?? new Set()).add(partOf(file)))
    }
  }
}

/** Whatever is written within a `className`, in quotes. */
const classesIn = (source: string): Set<string> =>
  new Set(
    [...source.matchAll(/className=(?:"([^"]*)"|\{([^}]*)\})/g)].flatMap(([, plain, computed = '']) =>
      (plain === undefined ? [...computed.matchAll(/['"`]([^'"`]*)['"`]/g)].map(([, text = '']) => text) : [plain]).flatMap((text) => text.match(/[\w-]+/g) ?? []),
    ),
  )

describe('class names', () => {
  // Screens come one after the other, each with its style sheet: what leaks from one changes another while it is looked at.
  it('get their look from the part that they are written in, or from what is for all', () => {
    const foreign = sources('.tsx').flatMap(([file, source]) =>
      [...classesIn(source)]
        .map((name) => ({ name, parts: [...(styled.get(name) ?? [])] }))
        .filter(({ parts }) => parts.some((part) => part.startsWith('features/') && part !== partOf(file)))
        .map(({ name, parts }) => `${file}: .${name} of ${parts.join(' and ')}`),
    )
    expect(foreign).toEqual([])
  })

  it('are found, so that this can fail', () => {
    expect(styled.get('last-decision')).toEqual(new Set(['features/queue']))
    expect(classesIn(`<i className={a ? 'one' : 'one two'} /><b className="three" />`)).toEqual(new Set(['one', 'two', 'three']))
  })
})
