import * as z from 'zod'

/**
 * What the IoT rules put on the queues of functions/devices, one JSON object a message. Sender and topic come from the
 * broker, never from the payload, which stays encoded so that bytes that are no JSON arrive too and can be recorded.
 */
export const RuleMessage = z.strictObject({
  clientId: z.string().describe('client id of the sender; n/a for what the broker itself says (shadow documents)'),
  topic: z.string().describe('without the $aws/rules/<name>/ prefix of Basic Ingest'),
  receivedAtMs: z.int().describe('when the rules engine had it, epoch ms'),
  payload: z.base64().describe('the payload, base64'),
})
export type RuleMessage = z.infer<typeof RuleMessage>

/** SELECT clause of every rule: the fields of {@link RuleMessage}. */
export const RULE_SELECT =
  "SELECT clientid() AS clientId, topic() AS topic, timestamp() AS receivedAtMs, encode(*, 'base64') AS payload"
