import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Answer, Endpoint, Input } from '../client/endpoints.ts'
import { ApiProblem } from '../client/http.ts'
import { api } from './api.ts'

/** What a page gives to a write; the idempotency key is added here. */
export type Sent<E extends Endpoint> = Omit<Input<E>, 'idempotencyKey'>

/**
 * A write. One intent keeps one idempotency key: it is repeated by itself, and again by the person, with the same key
 * until it succeeds or its content changes; so a lost answer never does a thing twice. `touches` are the reads to renew.
 */
export const useSend = <E extends Endpoint>(
  endpoint: E,
  options: { touches?: readonly QueryKey[]; onDone?: (answer: Answer<E>) => void } = {},
) => {
  const client = useQueryClient()
  const intent = useRef<{ content: string; key: string } | null>(null)
  const keyFor = (sent: Sent<E>) => {
    const content = JSON.stringify(sent)
    if (intent.current?.content !== content) intent.current = { content, key: crypto.randomUUID() }
    return intent.current.key
  }
  return useMutation<Answer<E>, unknown, Sent<E>>({
    mutationFn: (sent) => {
      const key = endpoint.startsWith('POST') ? { idempotencyKey: keyFor(sent) } : {}
      return api(endpoint, { ...sent, ...key } as Input<E>)
    },
    retry: (count, error) => count < 2 && error instanceof ApiProblem && error.status === 0,
    retryDelay: 500,
    onSuccess: (answer) => {
      intent.current = null
      for (const queryKey of options.touches ?? []) void client.invalidateQueries({ queryKey })
      options.onDone?.(answer)
    },
  })
}
