/**
 * A QR code (ISO 18004) of a text as an SVG: byte mode, error correction level L, versions 1 to 15, which is enough
 * for an otpauth address. Read by authenticator apps at enrolment.
 */

/** Per version: data codewords in all, blocks, error correction codewords per block (level L). */
const versions: [data: number, blocks: number, correction: number][] = [
  [19, 1, 7],
  [34, 1, 10],
  [55, 1, 15],
  [80, 1, 20],
  [108, 1, 26],
  [136, 2, 18],
  [156, 2, 20],
  [194, 2, 24],
  [232, 2, 30],
  [274, 4, 18],
  [324, 4, 20],
  [370, 4, 24],
  [428, 4, 26],
  [461, 4, 30],
  [523, 6, 22],
]
const alignments: number[][] = [
  [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50],
  [6, 30, 54], [6, 32, 58], [6, 34, 62], [6, 26, 46, 66], [6, 26, 48, 70],
]

export function qrSvg(text: string): string {
  const modules = qrModules(text)
  const size = modules.length
  const squares: string[] = []
  modules.forEach((row, y) => row.forEach((dark, x) => dark && squares.push(`M${x + 4} ${y + 4}h1v1h-1z`)))
  const side = size + 8
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${squares.join('')}"/></svg>`
}

/** The code's modules by row, true being dark. Throws when the text does not fit. */
function qrModules(text: string): boolean[][] {
  const bytes = Buffer.from(text)
  const version = versions.findIndex(([data], index) => bytes.length + (index < 9 ? 2 : 3) <= data) + 1
  if (version === 0) throw new Error(`A QR code of this kind holds at most 520 bytes, not ${bytes.length}`)
  const bits = interleave(codewords(bytes, version), version)
  let best: { modules: boolean[][]; penalty: number } | undefined
  for (let mask = 0; mask < 8; mask += 1) {
    const modules = draw(bits, version, mask)
    const score = penalty(modules)
    if (!best || score < best.penalty) best = { modules, penalty: score }
  }
  return best?.modules ?? []
}

/** Mode, length, bytes, terminator and padding. */
function codewords(bytes: Buffer, version: number): number[] {
  const [capacity] = versions[version - 1] as [number, number, number]
  const bits: number[] = []
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1)
  }
  put(4, 4)
  put(bytes.length, version < 10 ? 8 : 16)
  for (const byte of bytes) put(byte, 8)
  put(0, Math.min(4, capacity * 8 - bits.length))
  while (bits.length % 8 !== 0) bits.push(0)
  const words: number[] = []
  for (let at = 0; at < bits.length; at += 8) words.push(Number.parseInt(bits.slice(at, at + 8).join(''), 2))
  for (let pad = 0xec; words.length < capacity; pad ^= 0xec ^ 0x11) words.push(pad)
  return words
}

/** Splits into blocks, adds Reed-Solomon words and reads both column by column, as bits. */
function interleave(words: number[], version: number): number[] {
  const [capacity, count, correction] = versions[version - 1] as [number, number, number]
  const short = Math.floor(capacity / count)
  const blocks: number[][] = []
  let start = 0
  for (let index = 0; index < count; index += 1) {
    const length = short + (index >= count - (capacity % count) ? 1 : 0)
    blocks.push(words.slice(start, start + length))
    start += length
  }
  const checks = blocks.map((block) => reedSolomon(block, correction))
  const out: number[] = []
  for (let at = 0; at <= short; at += 1) for (const block of blocks) if (at < block.length) out.push(block[at] as number)
  for (let at = 0; at < correction; at += 1) for (const check of checks) out.push(check[at] as number)
  return out.flatMap((word) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (word >> bit) & 1))
}

/** Multiplication in GF(256) with the polynomial 0x11d. */
function multiply(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    if ((b >>> bit) & 1) product ^= a
  }
  return product
}

function reedSolomon(block: number[], length: number): number[] {
  const divisor = new Array<number>(length).fill(0)
  divisor[length - 1] = 1
  let root = 1
  for (let index = 0; index < length; index += 1) {
    for (let at = 0; at < length; at += 1) {
      divisor[at] = multiply(divisor[at] as number, root) ^ (divisor[at + 1] ?? 0)
    }
    root = multiply(root, 2)
  }
  const rest = new Array<number>(length).fill(0)
  for (const word of block) {
    const factor = word ^ (rest.shift() as number)
    rest.push(0)
    divisor.forEach((coefficient, at) => (rest[at] = (rest[at] as number) ^ multiply(coefficient, factor)))
  }
  return rest
}

const masks: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

function draw(bits: number[], version: number, mask: number): boolean[][] {
  const size = version * 4 + 17
  const grid: (boolean | undefined)[][] = Array.from({ length: size }, () => new Array<boolean | undefined>(size).fill(undefined))
  const set = (x: number, y: number, dark: boolean) => {
    const row = grid[y]
    if (row && x >= 0 && x < size) row[x] = dark
  }
  const square = (cx: number, cy: number, radius: number, light: number[]) => {
    for (let dy = -radius; dy <= radius; dy += 1) {
      for (let dx = -radius; dx <= radius; dx += 1) set(cx + dx, cy + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))))
    }
  }
  for (let at = 0; at < size; at += 1) {
    set(6, at, at % 2 === 0)
    set(at, 6, at % 2 === 0)
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) square(x, y, 4, [2, 4])
  const centres = alignments[version - 1] as number[]
  const last = size - 7
  for (const x of centres) {
    for (const y of centres) {
      const onFinder = (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6)
      if (!onFinder) square(x, y, 2, [1])
    }
  }
  drawFormat(set, size, mask)
  if (version >= 7) drawVersion(set, size, version)
  fill(grid, bits, masks[mask] as (x: number, y: number) => boolean)
  return grid.map((row) => row.map(Boolean))
}

type Set = (x: number, y: number, dark: boolean) => void

/** Level L and the mask, twice, with their own check bits. */
function drawFormat(set: Set, size: number, mask: number): void {
  const data = (1 << 3) | mask
  let rest = data
  for (let index = 0; index < 10; index += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537)
  const format = ((data << 10) | rest) ^ 0x5412
  const bit = (index: number) => ((format >>> index) & 1) === 1
  for (let index = 0; index <= 5; index += 1) set(8, index, bit(index))
  set(8, 7, bit(6))
  set(8, 8, bit(7))
  set(7, 8, bit(8))
  for (let index = 9; index < 15; index += 1) set(14 - index, 8, bit(index))
  for (let index = 0; index < 8; index += 1) set(size - 1 - index, 8, bit(index))
  for (let index = 8; index < 15; index += 1) set(8, size - 15 + index, bit(index))
  set(8, size - 8, true)
}

function drawVersion(set: Set, size: number, version: number): void {
  let rest = version
  for (let index = 0; index < 12; index += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25)
  const bits = (version << 12) | rest
  for (let index = 0; index < 18; index += 1) {
    const [a, b] = [size - 11 + (index % 3), Math.floor(index / 3)]
    set(a, b, ((bits >>> index) & 1) === 1)
    set(b, a, ((bits >>> index) & 1) === 1)
  }
}

/** Two columns at a time from the right, up and down in turn, around the timing column. */
function fill(grid: (boolean | undefined)[][], bits: number[], masked: (x: number, y: number) => boolean): void {
  const size = grid.length
  let at = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    const upward = ((right + 1) & 2) === 0
    for (let step = 0; step < size; step += 1) {
      const y = upward ? size - 1 - step : step
      const row = grid[y] as (boolean | undefined)[]
      for (const x of [right, right - 1]) {
        if (row[x] !== undefined) continue
        row[x] = (bits[at] === 1) !== masked(x, y)
        at += 1
      }
    }
  }
}

/** How hard the pattern is to read: long runs, blocks and an uneven share of dark. */
function penalty(modules: boolean[][]): number {
  const size = modules.length
  const cell = (x: number, y: number) => modules[y]?.[x] === true
  let score = 0
  for (let line = 0; line < size; line += 1) {
    for (const read of [(at: number) => cell(at, line), (at: number) => cell(line, at)]) {
      let run = 0
      let history = ''
      for (let at = 0; at < size; at += 1) {
        run = at > 0 && read(at) === read(at - 1) ? run + 1 : 1
        if (run === 5) score += 3
        else if (run > 5) score += 1
        history = (history + (read(at) ? '1' : '0')).slice(-11)
        if (history === '10111010000' || history === '00001011101') score += 40
      }
    }
  }
  let dark = 0
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (cell(x, y)) dark += 1
      const same = cell(x, y) === cell(x + 1, y) && cell(x, y) === cell(x, y + 1) && cell(x, y) === cell(x + 1, y + 1)
      if (same && x < size - 1 && y < size - 1) score += 3
    }
  }
  return score + Math.floor(Math.abs((dark * 20) / (size * size) - 10)) * 10
}
