import * as z from 'zod'

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
