/** What a metered function writes down, one JSON line each. Times are epoch ms of one machine’s clock. */
export type MeterEntry = InvocationEntry | CallEntry

/** One invocation of a function. */
export interface InvocationEntry {
  readonly kind: 'invocation'
  readonly fn: string
  readonly beganAt: number
  readonly endedAt: number
  readonly ok: boolean
  readonly memoryMb: number
  /** processor time of the process meanwhile, ms */
  readonly cpuMs: number
  /** first invocation of its process */
  readonly cold: boolean
  /** where the records came from (`aws:sqs`, `aws:dynamodb`), or null */
  readonly source: string | null
  readonly records: number
  /** records of the table’s stream, as the function got them */
  readonly stream: readonly StreamRecord[]
}

/** One record of the table’s stream. */
export interface StreamRecord {
  readonly SequenceNumber: string
  readonly Keys: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly NewImage?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly OldImage?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** One call of an AWS service, on the wire; a call that was tried twice is two. */
export interface CallEntry {
  readonly kind: 'call'
  readonly fn: string
  readonly beganAt: number
  readonly endedAt: number
  /** signing name of the service: `dynamodb`, `s3`, `sns`… */
  readonly service: string
  /** `PutItem`, or method and path where the service is REST */
  readonly operation: string
  readonly status: number
  readonly request: string
  readonly response: string
}
