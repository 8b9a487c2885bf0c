import * as z from 'zod'
import { Instant } from './ids.ts'
import { secret } from './secret.ts'

/** One thing that changed, as open pages are told of it: no content, a page asks the API for what it shows. */
export const LiveTopic = z.strictObject({
  kind: z.enum(['room', 'package', 'incident', 'grant', 'device', 'property']),
  id: z.string(),
  propertyId: z.string(),
})
export type LiveTopic = z.infer<typeof LiveTopic>

/** What the WebSocket says. */
export const LiveMessage = z.strictObject({ type: z.literal('changed'), topics: z.array(LiveTopic) })
export type LiveMessage = z.infer<typeof LiveMessage>

/** What opens the WebSocket, as `?ticket=`: once, until `expiresAt`. It stands in an address, where a token must not. */
export const LiveTicket = z.strictObject({ ticket: secret(z.string()), expiresAt: Instant })
