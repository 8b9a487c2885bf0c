import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { DefaultDashboardFactory, MonitoringFacade, SnsAlarmActionStrategy } from 'cdk-monitoring-constructs'
import type { Construct } from 'constructs'
import type { Settings } from '../config/settings.ts'
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

/**
 * One dashboard, and an alarm for each way in which something stops without anybody noticing: messages set aside, a late
 * stream, work that waits, failed ladders, faults of the API.
 */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    super(scope, id, props)
    const { settings, data, edge, labels, escalation, devices, events, api, schedule } = props
    const prefix = `vestibule-${settings.stage}`
    const monitoring = new MonitoringFacade(this, 'Monitoring', {
      alarmFactoryDefaults: {
        alarmNamePrefix: prefix,
        actionsEnabled: true,
        datapointsToAlarm: 1,
        action: new SnsAlarmActionStrategy({ onAlarmTopic: this.#topic(settings) }),
      },
      metricFactoryDefaults: { namespace: 'Vestibule' },
      dashboardFactory: new DefaultDashboardFactory(this, 'Dashboards', {
        dashboardNamePrefix: prefix,
        createDashboard: true,
        createSummaryDashboard: false,
        createAlarmDashboard: false,
      }),
    })

    const named = (fn: VestibuleFunction) => ({
      lambdaFunction: fn,
      humanReadableName: fn.node.id,
      alarmFriendlyName: fn.node.id,
    })
    const functions = (header: string, fns: readonly VestibuleFunction[]) => {
      monitoring.addLargeHeader(header)
      for (const fn of fns)
        monitoring.monitorLambdaFunction({ ...named(fn), addFaultCountAlarm: { Faults: { maxErrorCount: 5 } } })
    }
    const setAside = (name: string, queue: Queue) =>
      monitoring.monitorSqsQueue({
        queue,
        humanReadableName: name,
        alarmFriendlyName: name,
        addQueueMaxSizeAlarm: { SetAside: { maxMessageCount: 0 } },
      })
    const working = (name: string, queue: Queue) =>
      monitoring.monitorSqsQueue({
        queue,
        humanReadableName: name,
        alarmFriendlyName: name,
        addQueueMaxMessageAgeAlarm: { Waiting: { maxAgeInSeconds: QUEUE_AGE.toSeconds() } },
      })

    monitoring.addLargeHeader('API and pages')
    monitoring.monitorApiGatewayV2HttpApi({
      api: edge.httpApi,
      humanReadableName: 'API',
      alarmFriendlyName: 'Api',
      add5xxCountAlarm: { Faults: { maxErrorCount: 5 } },
    })
    functions('API functions', [...api.functions, labels.reader])

    monitoring.addLargeHeader('Table')
    monitoring.monitorDynamoTable({
      table: data.table,
      addReadThrottledEventsCountAlarm: { Throttled: { maxThrottledEventsThreshold: 0 } },
      addWriteThrottledEventsCountAlarm: { Throttled: { maxThrottledEventsThreshold: 0 } },
    })
    for (const fn of events.streamFunctions)
      monitoring.monitorLambdaFunction({
        ...named(fn),
        isIterator: true,
        addMaxIteratorAgeAlarm: { Late: { maxAgeInMillis: STREAM_AGE.toMilliseconds() } },
        addFaultCountAlarm: { Faults: { maxErrorCount: 5 } },
      })
    events.streamDeadLetters.forEach((queue) => {
      setAside(queue.node.id, queue)
    })

    functions(
      'Effects',
      events.functions.filter((fn) => !events.streamFunctions.includes(fn)),
    )
    for (const { node, work, undelivered } of events.consumers) {
      working(node.id, work.queue)
      setAside(`${node.id}DeadLetters`, work.deadLetters)
      setAside(`${node.id}Undelivered`, undelivered)
    }

    functions('Devices', devices.functions)
    for (const { node, work, undelivered } of devices.rules) {
      working(node.id, work.queue)
      setAside(`${node.id}DeadLetters`, work.deadLetters)
      setAside(`${node.id}Undelivered`, undelivered)
    }

    functions('Ladder and schedule', [...escalation.functions, ...schedule.functions])
    monitoring.monitorStepFunction({
      stateMachine: escalation.ladder,
      humanReadableName: 'Escalation ladder',
      alarmFriendlyName: 'Ladder',
      addFailedExecutionCountAlarm: { Failed: { maxErrorCount: 0 } },
      addTimedOutExecutionCountAlarm: { TimedOut: { maxErrorCount: 0 } },
    })
  }

  #topic(settings: Settings): Topic {
    const masterKey = new Key(this, 'AlarmsKey', {
      description: 'Vestibule: encrypts alarms on their way',
      enableKeyRotation: true,
      removalPolicy: settings.removalPolicy,
    })
    const topic = new Topic(this, 'Alarms', { enforceSSL: true, masterKey })
    if (settings.alarmEmail) topic.addSubscription(new EmailSubscription(settings.alarmEmail))
    return topic
  }
}
