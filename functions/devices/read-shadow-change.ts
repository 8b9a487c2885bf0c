import * as z from 'zod'
import { SHADOWS, type ShadowName } from '../../device-shadow/documents/topics.ts'
import { OUR_TOKEN } from '../../shared/adapters/iot-data.ts'
import type { ThingName } from '../../shared/contracts/ids.ts'
import { RuleMessage } from '../../shared/contracts/rule-message.ts'
import { hashOf } from './read-message.ts'

/** A change of one named shadow, as the broker says it. */
export interface ShadowChange {
  readonly thing: ThingName
  readonly name: ShadowName
  readonly version: number
  readonly reported: unknown
  readonly reportedChanged: boolean
  readonly desiredChanged: boolean
  /** Written with a client token of ours. */
  readonly isOurs: boolean
  readonly receivedAtMs: number
  readonly hash: string
}

const TOPIC =
  /^\$aws\/things\/((?:rc|ks|lb|cd|cm|sn)-[0-9a-hjkmnp-tv-z]{26})\/shadow\/name\/([\w-]+)\/update\/documents$/

const Half = z.object({
  state: z.object({ desired: z.unknown(), reported: z.unknown() }).partial().default({}),
  version: z.int().optional(),
})
const Documents = z.object({ previous: Half.nullish(), current: Half, clientToken: z.string().optional() })

/** Reads a shadow document’s change; null for shadows that are not ours and documents that make no sense. */
export const readShadowChange = (body: string): ShadowChange | null => {
  const { topic, payload, receivedAtMs } = RuleMessage.parse(JSON.parse(body))
  const named = TOPIC.exec(topic)
  const name = SHADOWS.find((shadow) => shadow === named?.[2])
  if (!named || !name) return null
  const bytes = Buffer.from(payload, 'base64')
  const parsed = Documents.safeParse(JSON.parse(bytes.toString('utf8')))
  if (!parsed.success) return null
  const { previous, current, clientToken } = parsed.data
  const isOther = (half: 'desired' | 'reported') =>
    JSON.stringify(previous?.state[half] ?? null) !== JSON.stringify(current.state[half] ?? null)
  return {
    thing: named[1] as ThingName,
    name,
    version: current.version ?? 0,
    reported: current.state.reported ?? null,
    reportedChanged: current.state.reported !== undefined && isOther('reported'),
    desiredChanged: isOther('desired'),
    isOurs: clientToken?.startsWith(OUR_TOKEN) ?? false,
    receivedAtMs,
    hash: hashOf(bytes),
  }
}
