/**
 * Bounds that keep hostile or enormous content from holding up the reading pane.
 * Lengths are UTF-16 code units. Whatever goes beyond a bound is shown as text or behind "show all", never dropped.
 */

/** Lines longer than this are shown as plain text: no markdown rule is run over them. */
export const MAX_LEXED_LINE = 6_000
/** Markdown is cut at block boundaries into slices of about this size, which are lexed one at a time. */
export const SLICE_TARGET = 1_000
/** A run of lines without a block boundary is cut here all the same. */
export const SLICE_MAX = 6_000
/** The lexer's inline rules look this far ahead for a link's or an address's end. */
export const MAX_LINK = 2_000
/** Quotes and lists, emphasis and links: how deep each may nest before the rest is shown as text. */
export const MAX_BLOCK_DEPTH = 12
export const MAX_INLINE_DEPTH = 12
/** Rows of one table block; a longer table goes on in the next block under the same header. */
export const TABLE_PART_ROWS = 120
/** One code block's part. */
export const CODE_PART = 20_000
/** Lines of one part of a diff. */
export const PATCH_PART_LINES = 150
/** Code longer than this, or with a longer line, is not highlighted. */
export const MAX_HIGHLIGHT = 20_000
export const MAX_HIGHLIGHT_LINE = 1_000
/** Rendered with the first paint. */
export const FIRST_PAINT = 5_000
/** Cut up and rendered without being asked for; what follows is behind "Show more", as much again each time. */
export const SHOWN_UNASKED = 600_000
export const SHOWN_UNASKED_LINES = 25_000
/** An inline image: length of its base64 text and number of its pixels. */
export const MAX_IMAGE = 2_800_000
export const MAX_IMAGE_PIXELS = 40_000_000
/** Data tables: rows with the first paint, rows without being asked, rows per "show more". */
export const FIRST_ROWS = 40
export const MORE_ROWS = 500
/** Structured view: entries per node before "show more", levels before a node starts closed. */
export const TREE_PAGE = 50
export const TREE_DEPTH = 12
