import { Duration } from 'aws-cdk-lib'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { VestibuleFunction } from './vestibule-function.ts'

/** Properties of {@link WorkQueue}. */
export interface WorkQueueProps {
  readonly consumer: VestibuleFunction
  /** Whether a service without TLS in the emulator feeds it; see config/local.ts. @default false */
  readonly withoutTlsOnly?: boolean
  /** How long every message waits before the consumer gets it. @default - not at all */
  readonly delay?: Duration
  /** Deliveries of a message before it is set aside. @default 5 */
  readonly attempts?: number
}

/**
 * Work for one consumer: a queue, the consumer that reads it with partial batch answers, and the queue where messages
 * that failed too often wait for a person for two weeks.
 */
export class WorkQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id)
    const { consumer } = props
    this.deadLetters = deadLetterQueue(this, 'DeadLetters')
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: !props.withoutTlsOnly,
      // Six times the consumer's limit, as Lambda asks, so that a slow batch is not delivered twice.
      visibilityTimeout: Duration.seconds(6 * (consumer.timeout?.toSeconds() ?? 10)),
      retentionPeriod: Duration.days(4),
      ...(props.delay ? { deliveryDelay: props.delay } : {}),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.attempts ?? 5 },
    })
    consumer.addEventSource(new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true }))
  }
}

/** A queue at the end of the line: nobody reads it but a person, and an alarm watches it. */
export const deadLetterQueue = (scope: Construct, id: string, withoutTlsOnly = false): Queue =>
  new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: !withoutTlsOnly,
    retentionPeriod: Duration.days(14),
  })
