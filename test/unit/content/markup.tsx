import { renderToStaticMarkup } from 'react-dom/server'
import { ArtifactContent, prepareContent, type PreparedContent } from '../../../renderer/ui/content/ArtifactContent.tsx'

/** What content becomes, as markup. With `all`, every slice is rendered, not only those of the first paint. */
export function markupOf(content: unknown, all = true): string {
  return markupOfText(typeof content === 'string' ? content : JSON.stringify(content), all)
}

export function markupOfText(text: string, all = true): string {
  const prepared = prepareContent(text)
  if (all) showAll(prepared)
  return renderToStaticMarkup(<ArtifactContent text={text} artifactType="web_findings" prepared={prepared} onOpenLink={() => undefined} />)
}

function showAll(prepared: PreparedContent): void {
  if (prepared.shape === 'document') prepared.document.first = prepared.document.slices.length
}

export type Element = { name: string; attributes: Map<string, string> }

/** The elements of React's markup: it escapes every `<` of a text and every quote of an attribute, so tags can be read off. */
export function elementsOf(markup: string): Element[] {
  return [...markup.matchAll(/<(\/?)([^\s>/]*)([^>]*)>/g)]
    .filter((match) => match[1] === '')
    .map((match) => ({
      name: match[2] ?? '',
      attributes: new Map([...(match[3] ?? '').matchAll(/([^\s="/]+)(?:="([^"]*)")?/g)].map((pair) => [pair[1] ?? '', unescaped(pair[2] ?? '')])),
    }))
}

export function textOf(markup: string): string {
  return unescaped(markup.replace(/<[^>]*>/g, ''))
}

const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&')
