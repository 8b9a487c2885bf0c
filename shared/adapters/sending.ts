import type { SendResult } from '../domain/notifications/message-record.ts'

/** Errors after which the connection was never made, so that nothing can have been sent. */
const NOT_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CredentialsProviderError']

/**
 * What a failed send means: refused for good, refused for now (throttled, not connected), or unknown: an answer that was
 * lost or a fault of the service may hide a message that went out. Clients that send must not retry by themselves.
 */
export const failedSend = (error: unknown): SendResult => {
  const {
    name = 'Error',
    code,
    $metadata,
  } = error as {
    name?: string
    code?: string
    $metadata?: { httpStatusCode?: number }
  }
  const status = $metadata?.httpStatusCode
  if (status === 429 || /throttl|toomanyrequests|limitexceeded/i.test(name))
    return { sent: false, again: true, error: 'The service asked to send more slowly.' }
  if (NOT_CONNECTED.includes(code ?? '') || NOT_CONNECTED.includes(name))
    return { sent: false, again: true, error: 'The service could not be reached.' }
  if (status !== undefined && status >= 400 && status < 500)
    return { sent: false, again: false, error: `The service refused it: ${name}.` }
  return { sent: 'unknown', again: false, error: `No answer from the service (${name}): it may have gone out.` }
}
