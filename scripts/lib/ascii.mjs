/**
 * The same program in ASCII alone: V8 keeps a source with one letter beyond Latin-1 (a ’ will do) at two bytes per letter
 * for as long as the program runs. Escapes mean the same in strings, templates, expressions and names; only
 * `String.raw` would tell the difference.
 */
export const inAscii = (code) => code.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** For Vite: every script that is written. */
export const asciiScripts = () => ({
  name: 'ascii-scripts',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = inAscii(file.code)
  },
})
