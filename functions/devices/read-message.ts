import { createHash } from 'node:crypto'
import type * as z from 'zod'
import { LIMITS } from '../../device-shadow/documents/limits.ts'
import { parseUpTopic, type UpChannel } from '../../device-shadow/documents/topics.ts'
import type { ThingName } from '../../shared/contracts/ids.ts'
import { RuleMessage } from '../../shared/contracts/rule-message.ts'
import type { DeviceAnomaly } from '../../shared/table/room-events.ts'

/** A message whose sender and topic agree; the document is any JSON. */
export interface DeviceMessage {
  readonly thing: ThingName
  readonly channel: UpChannel
  readonly receivedAtMs: number
  readonly document: unknown
  readonly hash: string
}

/** A message that cannot be taken, and from whom it came as far as that is known. */
export interface BadMessage {
  readonly bad: DeviceAnomaly['kind']
  readonly thing: ThingName | null
  readonly receivedAtMs: number
  readonly note: string
  readonly hash: string
}

const THING = /^(rc|ks|lb|cd|cm|sn)-[0-9a-hjkmnp-tv-z]{26}$/

/** SHA-256 of bytes, base64url. */
export const hashOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('base64url')

/**
 * Reads what a rule put on a queue. Who sent it is what the broker says, never what stands in the payload. Throws only where the
 * rule itself wrote nonsense.
 */
export const readMessage = (body: string): DeviceMessage | BadMessage => {
  const { clientId, topic, receivedAtMs, payload } = RuleMessage.parse(JSON.parse(body))
  const bytes = Buffer.from(payload, 'base64')
  const thing = THING.test(clientId) ? (clientId as ThingName) : null
  const bad = (kind: BadMessage['bad'], note: string): BadMessage => ({
    bad: kind,
    thing,
    receivedAtMs,
    note,
    hash: hashOf(bytes),
  })
  const named = parseUpTopic(topic)
  if (!named) return bad('unknown_topic', `${bytes.length} bytes on ${topic.slice(0, 120)}`)
  if (named.thing !== clientId) return bad('foreign_topic', `published on the topic of ${named.thing}`)
  if (bytes.length > LIMITS.messageBytes) return bad('oversized', `${bytes.length} bytes on ${named.channel}`)
  try {
    const document: unknown = JSON.parse(bytes.toString('utf8'))
    return { ...named, receivedAtMs, document, hash: hashOf(bytes) }
  } catch {
    return bad('malformed', `${bytes.length} bytes on ${named.channel} are not JSON`)
  }
}

/** What is wrong with a document, in one line without its values. */
export const faultOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'document'}: ${issue.code}`)
    .join('; ')
