/** What is selected in the text that one reads; '' when nothing is, or something else. */
export function selectedText(): string {
  const selection = document.getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return ''
  const { commonAncestorContainer: where } = selection.getRangeAt(0)
  const element = where instanceof Element ? where : where.parentElement
  return element?.closest('[data-reading]') ? selection.toString() : ''
}
