import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { CODE_ARRANGED } from '../../shared/contracts/domain-event.ts'
import { FIRST_LOOK_S } from '../../shared/contracts/notice-timing.ts'
import { BusConsumer, type BusConsumerProps } from '../constructs/bus-consumer.ts'
import type { DeviceAddresses } from '../constructs/device-addresses.ts'
import { grantMessages } from '../constructs/messaging.ts'
import { VestibuleFunction, type Workshop } from '../constructs/vestibule-function.ts'
import { deadLetterQueue } from '../constructs/work-queue.ts'
import type { DataStack } from './data-stack.ts'
import type { EdgeStack } from './edge-stack.ts'
import type { EscalationStack } from './escalation-stack.ts'

/** Properties of {@link EventsStack}. */
export interface EventsStackProps extends StackProps {
  readonly workshop: Workshop
  readonly data: DataStack
  readonly edge: EdgeStack
  readonly escalation: EscalationStack
  readonly addresses: DeviceAddresses
}

/** A notice comes back for its code and, for about an hour, while a service asks to wait; then it is set aside. */
const NOTICE_ATTEMPTS = 20

/**
 * What follows from a write: the table's stream is projected into read models and pushed to open pages, and published on
 * the bus, where each effect has a queue and a consumer of its own.
 */
export class EventsStack extends Stack {
  /** Readers of the table's stream. */
  readonly streamFunctions: readonly VestibuleFunction[]
  readonly consumers: readonly BusConsumer[]
  /** Stream batches that were given up, and records that can never be published. */
  readonly streamDeadLetters: readonly Queue[]
  readonly functions: readonly VestibuleFunction[]

  constructor(scope: Construct, id: string, props: EventsStackProps) {
    super(scope, id, props)
    const { workshop, data, edge, escalation, addresses } = props
    const { settings } = workshop
    const withoutTlsOnly = settings.relaxations.serviceQueuesWithoutTlsOnly

    const project = new VestibuleFunction(this, 'Project', {
      workshop,
      entry: 'functions/stream/project.ts',
      description: 'Read models, counters and live pages from the table’s stream',
    })
    data.grantReadWrite(project)
    edge.grantPush(project)
    const publish = new VestibuleFunction(this, 'Publish', {
      workshop,
      entry: 'functions/stream/publish.ts',
      description: 'Events of changed items onto the bus',
    })
    data.grantPublish(publish)
    this.streamFunctions = [project, publish]
    const given = { data, withoutTlsOnly }
    // Ten retries with halved batches find the one bad record without holding up its shard for a day.
    const unprojected = this.#readStream(project, { ...given, retryAttempts: 10, maxRecordAge: Duration.hours(6) })
    // An event is worth as much as its write: it is tried for as long as the stream remembers it. What can never be
    // published the function itself sets aside.
    const unpublished = this.#readStream(publish, { ...given, maxRecordAge: Duration.hours(24) })
    unpublished.grantSendMessages(publish)
    publish.tell('DEAD_LETTERS_URL', unpublished.queueUrl)
    this.streamDeadLetters = [unprojected, unpublished]

    const effect = (name: string, entry: string, description: string) => {
      const fn = new VestibuleFunction(this, name, { workshop, entry, description, timeout: Duration.seconds(20) })
      data.grantReadWrite(fn)
      return fn
    }
    const notify = effect('NotifyRecipient', 'functions/events/notify-recipient.ts', 'Tells residents, once')
    data.grantSecret(notify)
    edge.tellPages(notify)
    grantMessages(notify, settings)

    const sync = effect('SyncCredentials', 'functions/events/sync-credentials.ts', 'Brings credentials onto devices')
    data.grantSecret(sync)
    addresses.grantPublishDown(sync)
    addresses.grantShadows(sync)

    const doors = effect('ConfigureDoors', 'functions/events/configure-doors.ts', 'Sets doors to the standard')
    addresses.grantShadows(doors)

    const reconcile = effect('ReconcileRoom', 'functions/events/reconcile-room.ts', 'Decides the sessions of a room')

    const openIncident = effect(
      'OpenIncident',
      'functions/events/open-incident.ts',
      'Starts and stops ladders, and takes back what a revision made wrong',
    )
    escalation.grantClimb(openIncident)
    edge.tellPages(openIncident)
    grantMessages(openIncident, settings)

    const on = (
      consumer: VestibuleFunction,
      types: BusConsumerProps['types'],
      more: Pick<BusConsumerProps, 'detail' | 'delay' | 'attempts'> = {},
    ) => new BusConsumer(this, `On${consumer.node.id}`, { bus: data.bus, types, consumer, withoutTlsOnly, ...more })
    const toReconcile = on(reconcile, ['room.activity_recorded', 'package.received', 'package.collected'])
    // A verdict that waits for its grace sends itself a delayed message.
    toReconcile.work.queue.grantSendMessages(reconcile)
    reconcile.tell('RECONCILE_QUEUE_URL', toReconcile.work.queue.queueUrl)
    this.consumers = [
      toReconcile,
      // A code that was placed in time is there when the package's own event is looked at.
      on(notify, ['package.received', 'package.assigned', 'credential.placed'], {
        detail: { data: { late: [{ exists: false }, true] } },
        delay: Duration.seconds(FIRST_LOOK_S),
        attempts: NOTICE_ATTEMPTS,
      }),
      on(
        sync,
        [
          'access_grant.created',
          'access_grant.revoked',
          'access_grant.changed',
          'resident.code_wanted',
          'package.received',
          'package.assigned',
          'package.collected',
        ],
        { detail: { operationId: [{ 'anything-but': CODE_ARRANGED }] } },
      ),
      on(doors, ['device.claimed', 'standard.changed']),
      on(openIncident, ['incident.opened', 'incident.acknowledged', 'incident.resolved']),
    ]
    this.functions = [project, publish, notify, sync, doors, reconcile, openIncident]
  }

  #readStream(
    fn: VestibuleFunction,
    given: { data: DataStack; withoutTlsOnly: boolean; retryAttempts?: number; maxRecordAge: Duration },
  ): Queue {
    const { data, withoutTlsOnly, ...limits } = given
    const deadLetters = deadLetterQueue(this, `${fn.node.id}DeadLetters`, withoutTlsOnly)
    fn.addEventSource(
      new DynamoEventSource(data.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        bisectBatchOnError: true,
        ...limits,
        reportBatchItemFailures: true,
        onFailure: new SqsDlq(deadLetters),
      }),
    )
    data.tableKey.grantDecrypt(fn)
    return deadLetters
  }
}
