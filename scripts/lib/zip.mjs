import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

const endSignature = 0x06054b50
const entrySignature = 0x02014b50

async function read(handle, position, length) {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  if (bytesRead !== length) throw new Error('the zip file ends too early')
  return buffer
}

/** The central directory of a zip file (no ZIP64, no encryption: refused). */
async function zipEntries(handle) {
  const { size } = await handle.stat()
  const tail = await read(handle, Math.max(0, size - 65_557), Math.min(size, 65_557))
  let end = tail.length - 22
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--
  if (end < 0) throw new Error('this is not a zip file')
  const count = tail.readUInt16LE(end + 10)
  const start = tail.readUInt32LE(end + 16)
  if (count === 0xffff || start === 0xffffffff) throw new Error('ZIP64 is not supported')
  const directory = await read(handle, start, tail.readUInt32LE(end + 12))
  const entries = []
  for (let at = 0, i = 0; i < count; i++) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new Error('the zip directory is damaged')
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      flags: directory.readUInt16LE(at + 8),
      method: directory.readUInt16LE(at + 10),
      compressed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      offset: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

function counted(entry) {
  let bytes = 0
  return new Transform({
    transform(chunk, _encoding, done) {
      bytes += chunk.length
      done(null, chunk)
    },
    flush(done) {
      done(bytes === entry.size ? null : new Error(`${entry.name} in the zip file is damaged`))
    },
  })
}

/**
 * Unpacks the files of a zip archive. `rename` maps a name in the archive to a relative path, or to undefined for
 * what is left out. Symbolic links, encrypted entries and paths that lead out of `folder` are refused.
 */
export async function unzip(file, folder, rename = (name) => name) {
  const handle = await open(file)
  try {
    for (const entry of await zipEntries(handle)) {
      const path = entry.name.endsWith('/') ? undefined : rename(entry.name)
      if (path === undefined) continue
      const target = join(folder, path)
      const type = entry.mode & 0o170000
      if (normalize(path).startsWith('..') || !target.startsWith(folder + sep) || (type !== 0 && type !== 0o100000) || entry.flags & 1) {
        throw new Error(`${entry.name} in the zip file is not a plain file inside its folder`)
      }
      if (entry.method !== 0 && entry.method !== 8) throw new Error(`${entry.name} is packed by an unknown method`)
      const header = await read(handle, entry.offset, 30)
      const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
      await mkdir(dirname(target), { recursive: true })
      const mode = (entry.mode & 0o777) || 0o644
      const output = createWriteStream(target, { mode })
      const input =
        entry.compressed > 0
          ? createReadStream(file, { start, end: start + entry.compressed - 1 })
          : createReadStream(file, { start: 0, end: -1 })
      const steps = entry.method === 8 ? [input, createInflateRaw(), counted(entry), output] : [input, counted(entry), output]
      await pipeline(...steps)
    }
  } finally {
    await handle.close()
  }
}
