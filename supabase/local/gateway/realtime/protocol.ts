/** Phoenix's channel protocol: version 2.0.0 (arrays and binary broadcasts) and 1.0.0 (objects). */
export type Version = '1.0.0' | '2.0.0'

export interface Frame {
  join_ref: string | null
  ref: string | null
  topic: string
  event: string
  payload: Record<string, unknown>
}

/** A broadcast on its way: the payload stays the text or the bytes that it came as. */
export interface Broadcast {
  event: string
  body: { json: string } | { bytes: Buffer }
}

/** A frame as received; a broadcast's content apart from it. */
export interface Received extends Frame {
  broadcast?: Broadcast
}

const userBroadcastPush = 3
const userBroadcast = 4
const jsonEncoding = 1

/** Reads a message from a client; undefined when it is not of this protocol. */
export function decode(data: Buffer, binary: boolean, version: Version): Received | undefined {
  if (binary) return version === '2.0.0' ? decodeBinary(data) : undefined
  let value: unknown
  try {
    value = JSON.parse(data.toString('utf8'))
  } catch {
    return undefined
  }
  const frame = version === '2.0.0' ? fromArray(value) : fromObject(value)
  if (!frame || frame.event !== 'broadcast') return frame
  return { ...frame, broadcast: { event: String(frame.payload.event ?? ''), body: { json: JSON.stringify(frame.payload.payload ?? {}) } } }
}

function fromArray(value: unknown): Received | undefined {
  if (!Array.isArray(value) || value.length !== 5) return undefined
  const [join_ref, ref, topic, event, payload] = value as unknown[]
  return fromObject({ join_ref, ref, topic, event, payload })
}

function fromObject(value: unknown): Received | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { join_ref, ref, topic, event, payload } = value as Record<string, unknown>
  if (typeof topic !== 'string' || typeof event !== 'string') return undefined
  const text = (part: unknown) => (typeof part === 'string' ? part : null)
  const object = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {}
  return { join_ref: text(join_ref), ref: text(ref), topic, event, payload: object }
}

/** kind, five lengths and the encoding, then join_ref, ref, topic, event, metadata and the payload. */
function decodeBinary(data: Buffer): Received | undefined {
  if (data.length < 7 || data[0] !== userBroadcastPush) return undefined
  let offset = 7
  const [join_ref, ref, topic, event] = [1, 2, 3, 4, 5].map((index) => {
    const start = offset
    offset += data[index] ?? 0
    return data.toString('utf8', start, offset)
  })
  if (offset > data.length || topic === undefined || event === undefined) return undefined
  const rest = data.subarray(offset)
  const body = data[6] === jsonEncoding ? { json: rest.toString('utf8') } : { bytes: rest }
  return { join_ref: join_ref || null, ref: ref || null, topic, event: 'broadcast', payload: {}, broadcast: { event, body } }
}

export function encode(frame: Frame, version: Version): string {
  const { join_ref, ref, topic, event, payload } = frame
  if (version === '2.0.0') return JSON.stringify([join_ref, ref, topic, event, payload])
  return JSON.stringify({ join_ref, ref, topic, event, payload })
}

/** A broadcast for a client: binary in version 2, as Supabase sends it. */
export function encodeBroadcast(topic: string, { event, body }: Broadcast, version: Version): Buffer | string {
  if (version === '1.0.0') {
    const json = 'json' in body ? body.json : JSON.stringify(body.bytes.toString('base64'))
    const parts = [`"topic":${JSON.stringify(topic)}`, '"event":"broadcast"', '"ref":null', '"join_ref":null']
    return `{${parts.join(',')},"payload":{"type":"broadcast","event":${JSON.stringify(event)},"payload":${json}}}`
  }
  const [topicBytes, eventBytes] = [Buffer.from(topic), Buffer.from(event)]
  const encoding = 'json' in body ? jsonEncoding : 0
  const header = Buffer.from([userBroadcast, topicBytes.length, eventBytes.length, 0, encoding])
  return Buffer.concat([header, topicBytes, eventBytes, 'json' in body ? Buffer.from(body.json) : body.bytes])
}

/** The lengths in a binary frame have one byte each. */
export const fitsFrame = (text: string) => Buffer.byteLength(text) <= 255
