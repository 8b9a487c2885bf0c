import type { Duration } from 'aws-cdk-lib'
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { EVENT_TYPES } from '../../shared/contracts/domain-event.ts'
import type { VestibuleFunction } from './vestibule-function.ts'
import { deadLetterQueue, WorkQueue } from './work-queue.ts'

/** Source of every event of ours on the bus. */
export const EVENT_SOURCE = 'vestibule'

/** Properties of {@link BusConsumer}. */
export interface BusConsumerProps {
  readonly bus: EventBus
  /** Types of events that it wants. */
  readonly types: readonly (typeof EVENT_TYPES)[number][]
  readonly consumer: VestibuleFunction
  /** Pattern that an event must meet besides. @default - every event of these types */
  readonly detail?: Readonly<Record<string, unknown>>
  /** See {@link WorkQueue}. @default - not at all */
  readonly delay?: Duration
  /** See {@link WorkQueue}. @default 5 */
  readonly attempts?: number
  /** See config/local.ts. */
  readonly withoutTlsOnly: boolean
}

/** One effect of our events: a rule on the bus, a queue of its own, and the one function that reads it. */
export class BusConsumer extends Construct {
  readonly work: WorkQueue
  /** Events that the bus could not put on the queue. */
  readonly undelivered: Queue

  constructor(scope: Construct, id: string, props: BusConsumerProps) {
    super(scope, id)
    const { bus, types, consumer, detail, delay, attempts, withoutTlsOnly } = props
    this.work = new WorkQueue(this, 'Work', {
      consumer,
      withoutTlsOnly,
      ...(delay ? { delay } : {}),
      ...(attempts ? { attempts } : {}),
    })
    this.undelivered = deadLetterQueue(this, 'Undelivered', withoutTlsOnly)
    new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: { source: [EVENT_SOURCE], detailType: [...types], ...(detail ? { detail } : {}) },
      targets: [new SqsQueue(this.work.queue, { deadLetterQueue: this.undelivered })],
    })
  }
}
