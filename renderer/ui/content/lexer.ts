import { Lexer, Tokenizer, type Token, type Tokens } from 'marked'
import { MAX_BLOCK_DEPTH, MAX_INLINE_DEPTH, MAX_LINK } from './limits.ts'

/** marked's lexer with bounds: on depth, on the work per slice, and on how far a link or address may reach. */

/** marked's rules look for a link's end in all of the text; here only as far as a link may be long. */
class BoundedTokenizer extends Tokenizer {
  override link(src: string): Tokens.Link | Tokens.Image | undefined {
    return within(src, (near) => super.link(near))
  }

  override url(src: string): Tokens.Link | undefined {
    return within(src, (near) => super.url(near))
  }

  override autolink(src: string): Tokens.Link | undefined {
    return within(src, (near) => super.autolink(near))
  }

  /** HTML is text here: a tag must not change how the text after it is read. */
  override tag(src: string): Tokens.Tag | undefined {
    const { inLink } = this.lexer.state
    const token = within(src, (near) => super.tag(near))
    this.lexer.state.inLink = inLink
    this.lexer.state.inRawBlock = false
    return token
  }
}

function within<T extends { raw: string }>(src: string, read: (near: string) => T | undefined): T | undefined {
  if (src.length <= MAX_LINK) return read(src)
  const token = read(src.slice(0, MAX_LINK))
  // What reaches the end of the window may have been cut by it.
  return token !== undefined && token.raw.length < MAX_LINK - 4 ? token : undefined
}

class BoundedLexer extends Lexer {
  private blockDepth = 0
  private inlineDepth = 0
  private work: number

  constructor(size: number) {
    super({ gfm: true, tokenizer: new BoundedTokenizer() })
    this.work = 20_000 + size * MAX_INLINE_DEPTH
  }

  override blockTokens(src: string, tokens: Token[] = [], lastParagraphClipped?: boolean): never {
    this.work -= src.length
    if (this.blockDepth > MAX_BLOCK_DEPTH || this.work < 0) {
      if (src !== '') tokens.push({ type: 'plain', raw: src })
      return tokens as never
    }
    this.blockDepth += 1
    try {
      return super.blockTokens(src, tokens, lastParagraphClipped) as never
    } finally {
      this.blockDepth -= 1
    }
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    this.work -= src.length
    if (this.inlineDepth > MAX_INLINE_DEPTH || this.work < 0) {
      if (src !== '') tokens.push({ type: 'text', raw: src, text: src })
      return tokens
    }
    this.inlineDepth += 1
    try {
      return super.inlineTokens(src, tokens)
    } finally {
      this.inlineDepth -= 1
    }
  }
}

/** Tokens of one slice. `definitions` are the lines `[label]: address` from elsewhere that the slice refers to. */
export function lexMarkdown(text: string, definitions: readonly string[] = []): Token[] {
  const lexer = new BoundedLexer(text.length)
  try {
    if (definitions.length > 0) lexer.lex(`${definitions.join('\n')}\n\n`)
    lexer.tokens.length = 0
    return [...lexer.lex(text)].filter((token) => token.type !== 'space')
  } catch {
    // A defect of the lexer costs the formatting of this slice, never its text.
    return [{ type: 'plain', raw: text }]
  }
}

/** The text of inline tokens without their formatting. */
export function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token): string => {
      if ('tokens' in token && token.tokens !== undefined && token.tokens.length > 0) return plainText(token.tokens)
      return 'text' in token && typeof token.text === 'string' ? token.text : token.type === 'br' ? ' ' : ''
    })
    .join('')
}
