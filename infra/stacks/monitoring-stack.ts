import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { DefaultDashboardFactory, MonitoringFacade } from 'cdk-monitoring-constructs'
import type { Construct } from 'constructs'
import { COUNTED, type Counted, METRIC_NAMESPACE, METRIC_SERVICE } from '../../shared/contracts/metrics.ts'
import type { Settings } from '../config/settings.ts'
import type { BusConsumer } from '../constructs/bus-consumer.ts'
import type { DeviceRule } from '../constructs/device-rule.ts'
import type { VestibuleFunction } from '../constructs/vestibule-function.ts'
import type { ApiStack } from './api-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { DevicesStack } from './devices-stack.ts'
import type { EdgeStack } from './edge-stack.ts'
import type { EscalationStack } from './escalation-stack.ts'
import type { EventsStack } from './events-stack.ts'
import type { LabelsStack } from './labels-stack.ts'
import type { ScheduleStack } from './schedule-stack.ts'

/** Properties of {@link MonitoringStack}. */
export interface MonitoringStackProps extends StackProps {
  readonly settings: Settings
  readonly data: DataStack
  readonly edge: EdgeStack
  readonly labels: LabelsStack
  readonly escalation: EscalationStack
  readonly devices: DevicesStack
  readonly events: EventsStack
  readonly api: ApiStack
  readonly schedule: ScheduleStack
}

/** A stream this late means that pages and notices are late too. */
const STREAM_AGE = Duration.minutes(2)
/** Work that waits this long is not being done. */
const QUEUE_AGE = Duration.minutes(10)
/** Faults in five minutes that are more than a stumble which a retry mends. */
const FAULTS = 5
const PERIOD = Duration.minutes(5)

/** What each count means, and how many in five minutes are more than a mistake. */
const ANOMALIES: Record<Counted, { readonly above: number; readonly meaning: string }> = {
  ClaimRefused: { above: 5, meaning: 'Somebody tries claim codes that are unknown, used or expired' },
  CredentialsRefused: { above: 0, meaning: 'A controller refused its codes, or holds others than it was sent' },
  DeviceClockSuspect: {
    above: 0,
    meaning: 'A device believes its clock, which is minutes off; its visits may stay unverified',
  },
  DeviceMessageForeign: { above: 0, meaning: 'A device published where it must not' },
  DeviceMessageMalformed: { above: 0, meaning: 'A device sends what makes no sense; its events are lost' },
  DeviceUnknown: { above: 0, meaning: 'A device speaks that nobody claimed' },
  IntegrityConflict: { above: 0, meaning: 'A device sent an event again with other content' },
  ShadowTampered: { above: 0, meaning: 'A device wrote what only we may write in its shadow' },
}

/**
 * One dashboard, and an alarm for each way in which something stops without anybody noticing: messages set aside, a late
 * stream, work that waits, failed ladders, faults; and for each thing that honest devices and people do not do. The alarms are plain ones on one metric each, not those of the
 * dashboard's library, whose labels make every alarm a formula that costs more and that the emulator does not take.
 */
export class MonitoringStack extends Stack {
  readonly #alarms: Alarm[] = []
  readonly #action: SnsAction

  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    super(scope, id, props)
    this.#action = new SnsAction(this.#topic(props.settings))
    this.#watchApi(props)
    this.#watchStream(props)
    this.#watchQueues(props)
    this.#watchLadder(props)
    this.#watchAnomalies()
    this.#dashboard(props)
  }

  #watchApi({ edge, api, labels, events, devices, escalation, schedule }: MonitoringStackProps): void {
    const faults = edge.httpApi.metricServerError({ period: PERIOD, statistic: Stats.SUM })
    this.#watch('ApiFaults', faults, FAULTS, 'The API answers with faults of its own')
    const groups = [api, events, devices, escalation]
    const watchFaults = (fn: LambdaFunction, faults: number, meaning: string) =>
      this.#watch(`${fn.node.id}Faults`, fn.metricErrors({ period: PERIOD }), faults, meaning)
    for (const fn of [...groups.flatMap(({ functions }) => functions), labels.reader])
      watchFaults(fn, FAULTS, `${fn.node.id} fails again and again`)
    // A schedule runs once in minutes and is not repeated, so each of its faults counts.
    for (const fn of schedule.functions) watchFaults(fn, 0, `${fn.node.id} could not do all that was due`)
  }

  #watchStream({ data, events }: MonitoringStackProps): void {
    for (const fn of events.streamFunctions) {
      const age = fn.metric('IteratorAge', { period: PERIOD, statistic: Stats.MAXIMUM })
      this.#watch(`${fn.node.id}Late`, age, STREAM_AGE.toMilliseconds(), `${fn.node.id} is behind the table’s stream`)
    }
    for (const [id, metric] of [
      ['ReadsThrottled', data.table.metric('ReadThrottleEvents', { period: PERIOD, statistic: Stats.SUM })],
      ['WritesThrottled', data.table.metric('WriteThrottleEvents', { period: PERIOD, statistic: Stats.SUM })],
    ] as const)
      this.#watch(id, metric, 0, 'The table refuses work: a partition is hot')
  }

  #watchQueues({ events, devices }: MonitoringStackProps): void {
    const setAside = (name: string, queue: Queue) => {
      const waiting = queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM })
      this.#watch(name, waiting, 0, 'Messages that failed too often wait for a person')
    }
    for (const { node, work, undelivered } of [...events.consumers, ...devices.rules]) {
      const age = work.queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM })
      this.#watch(`${node.id}Waiting`, age, QUEUE_AGE.toSeconds(), 'Work waits and is not being done')
      setAside(`${node.id}DeadLetters`, work.deadLetters)
      setAside(`${node.id}Undelivered`, undelivered)
    }
    for (const queue of events.streamDeadLetters) setAside(queue.node.id, queue)
  }

  #watchLadder({ escalation: { ladder } }: MonitoringStackProps): void {
    const meaning = 'A ladder stopped climbing without being answered'
    this.#watch('LadderFailed', ladder.metricFailed({ period: PERIOD, statistic: Stats.SUM }), 0, meaning)
    this.#watch('LadderTimedOut', ladder.metricTimedOut({ period: PERIOD, statistic: Stats.SUM }), 0, meaning)
  }

  #watchAnomalies(): void {
    for (const metricName of COUNTED) {
      const dimensionsMap = { service: METRIC_SERVICE }
      const metric = new Metric({
        namespace: METRIC_NAMESPACE,
        metricName,
        dimensionsMap,
        period: PERIOD,
        statistic: Stats.SUM,
      })
      this.#watch(metricName, metric, ANOMALIES[metricName].above, ANOMALIES[metricName].meaning)
    }
  }

  /** An alarm above a threshold; silence is good news. */
  #watch(id: string, metric: Metric, threshold: number, meaning: string): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: meaning,
    })
    alarm.addAlarmAction(this.#action)
    this.#alarms.push(alarm)
  }

  #dashboard({ settings, data, edge, labels, escalation, devices, events, api, schedule }: MonitoringStackProps): void {
    const monitoring = new MonitoringFacade(this, 'Monitoring', {
      metricFactoryDefaults: { namespace: METRIC_NAMESPACE },
      dashboardFactory: new DefaultDashboardFactory(this, 'Dashboards', {
        dashboardNamePrefix: `vestibule-${settings.stage}`,
        createDashboard: true,
        createSummaryDashboard: false,
        createAlarmDashboard: false,
      }),
    })
    const functions = (header: string, fns: readonly VestibuleFunction[]) => {
      monitoring.addLargeHeader(header)
      for (const lambdaFunction of fns)
        monitoring.monitorLambdaFunction({ lambdaFunction, humanReadableName: lambdaFunction.node.id })
    }
    const queues = (sources: readonly (BusConsumer | DeviceRule)[]) => {
      for (const { node, work } of sources)
        monitoring.monitorSqsQueueWithDlq({
          queue: work.queue,
          deadLetterQueue: work.deadLetters,
          humanReadableName: node.id,
        })
    }
    monitoring.addWidget(new AlarmStatusWidget({ title: 'Alarms', alarms: this.#alarms, width: 24, height: 6 }))
    monitoring.addLargeHeader('API and table')
    monitoring.monitorApiGatewayV2HttpApi({ api: edge.httpApi, humanReadableName: 'API' })
    monitoring.monitorDynamoTable({ table: data.table, humanReadableName: 'Table' })
    functions('API functions', [...api.functions, labels.reader])
    functions('Stream and effects', events.functions)
    queues(events.consumers)
    functions('Devices', devices.functions)
    queues(devices.rules)
    functions('Ladder and schedule', [...escalation.functions, ...schedule.functions])
    monitoring.monitorStepFunction({ stateMachine: escalation.ladder, humanReadableName: 'Escalation ladder' })
  }

  #topic(settings: Settings): Topic {
    const masterKey = new Key(this, 'AlarmsKey', {
      description: 'Vestibule: encrypts alarms on their way',
      enableKeyRotation: true,
      removalPolicy: settings.removalPolicy,
    })
    const topic = new Topic(this, 'Alarms', { enforceSSL: true, masterKey })
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com')
    masterKey.grant(cloudWatch, 'kms:Decrypt', 'kms:GenerateDataKey')
    topic.grantPublish(cloudWatch)
    if (settings.alarmEmail) topic.addSubscription(new EmailSubscription(settings.alarmEmail))
    return topic
  }
}
