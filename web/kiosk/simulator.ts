import type { Answer } from '../client/endpoints.ts'
import { ApiProblem } from '../client/http.ts'

/** A simulated room as the simulator tells it. */
export interface SimRoom {
  readonly roomId: string
  readonly name: string
  readonly property: string
  readonly door: Answer<'GET /v1/properties/{propertyId}/state'>['rooms'][number]['door']
  readonly lock: 'locked' | 'unlocked'
  readonly controllerOnline: boolean
  readonly kioskOnline: boolean
  /** Intakes that wait on the kiosk for the connection. */
  readonly kioskPending: number
  /** Whether the person went in. */
  readonly inside: boolean
}

/** What the keypad made of a code; `why` is the controller’s own word, null where it let in. */
export interface Admission {
  readonly admitted: boolean
  readonly why: string | null
}

/** A picture of a label that comes with the simulator. */
export interface Sample {
  /** File name; names the sample in an intake. */
  readonly name: string
  readonly url: string
}

/** A picture to take in: one of the simulator’s own, or the person’s. */
export type Picture = { readonly sample: string } | { readonly picture: string; readonly contentType: string }

/** What the kiosk made of a picture: both answers of the API, a refusal’s code, or a place in its own queue. */
export interface Intake {
  readonly reading?: Answer<'POST /v1/label-readings'>
  readonly package?: Answer<'POST /v1/packages'>
  readonly refusal?: string
  readonly queued?: true
}

/** What a carrier can say at the kiosk instead of logging a package. */
export type Attestation = 'none_today' | 'returns' | 'redelivery'

const send = async <T>(path: string, body?: unknown): Promise<T> => {
  const init: RequestInit =
    body === undefined
      ? { cache: 'no-store' }
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(path, init).catch((cause: unknown) => {
    throw new ApiProblem({ status: 0, code: 'network.unreachable', detail: String(cause) }, '')
  })
  // Where no simulator runs, the pages answer instead.
  if (response.headers.get('content-type')?.startsWith('application/json') !== true) {
    const code = response.status < 500 ? 'simulator.absent' : 'server'
    throw new ApiProblem({ status: response.status, code, detail: '' }, '')
  }
  const answer: unknown = await response.json()
  if (response.ok) return answer as T
  const { code = 'server', detail = '' } = answer as { code?: string; detail?: string }
  throw new ApiProblem({ status: response.status, code, detail }, '')
}

/** True where the deployment has no simulator. */
export const isAbsent = (error: unknown): boolean => error instanceof ApiProblem && error.code === 'simulator.absent'

const at = (roomId: string, rest: string) => `/sim/rooms/${encodeURIComponent(roomId)}/${rest}`

/** The simulator of rooms that a trial on one machine runs. Every call rejects with {@link ApiProblem}. */
export const simulator = {
  rooms: () => send<SimRoom[]>('/sim/rooms'),
  samples: () => send<Sample[]>('/sim/samples'),
  keypad: (roomId: string, code: string) => send<Admission>(at(roomId, 'keypad'), { code }),
  door: (roomId: string, open: boolean) => send<unknown>(at(roomId, 'door'), { open }),
  leave: (roomId: string) => send<unknown>(at(roomId, 'leave'), {}),
  motion: (roomId: string) => send<unknown>(at(roomId, 'motion'), {}),
  intake: (roomId: string, picture: Picture) => send<Intake>(at(roomId, 'kiosk/intake'), picture),
  attest: (roomId: string, what: Attestation) => send<unknown>(at(roomId, 'kiosk/attest'), { what }),
  kioskOnline: (roomId: string, online: boolean) => send<unknown>(at(roomId, 'kiosk/online'), { online }),
}
