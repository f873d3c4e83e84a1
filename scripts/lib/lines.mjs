/** Calls `each` with every complete line of a stream, and with what is left at its end. */
export function onLines(stream, each) {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (data) => {
    text += data
    const lines = text.split(/\r?\n/)
    text = lines.pop()
    lines.forEach(each)
  })
  stream.on('end', () => {
    if (text !== '') each(text)
    text = ''
  })
}
