import { Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { DeviceAddresses } from '../constructs/device-addresses.ts'
import { DevicePolicies } from '../constructs/device-policies.ts'
import { DeviceRule } from '../constructs/device-rule.ts'
import { VestibuleFunction, type Workshop } from '../constructs/vestibule-function.ts'
import type { DataStack } from './data-stack.ts'

/** Properties of {@link DevicesStack}. */
export interface DevicesStackProps extends StackProps {
  readonly workshop: Workshop
  readonly data: DataStack
  readonly addresses: DeviceAddresses
}

/** What rooms say: a policy for each class of device, and rules that queue facts, requests and shadow documents. */
export class DevicesStack extends Stack {
  readonly rules: readonly DeviceRule[]
  readonly functions: readonly VestibuleFunction[]

  constructor(scope: Construct, id: string, props: DevicesStackProps) {
    super(scope, id, props)
    const { workshop, data, addresses } = props
    const { settings } = workshop
    new DevicePolicies(this, 'Policies', settings.stage)

    const consumer = (name: string, entry: string, description: string) => {
      const fn = new VestibuleFunction(this, name, { workshop, entry, description })
      data.grantReadWrite(fn)
      data.grantSecret(fn)
      return fn
    }
    const ingestEvents = consumer(
      'IngestEvents',
      'functions/devices/ingest-events.ts',
      'Facts from rooms: checks, orders and stores them, and acknowledges them to the device',
    )
    const ingestRequests = consumer(
      'IngestRequests',
      'functions/devices/ingest-requests.ts',
      'Requests from rooms: credential snapshots, results of commands',
    )
    const recordShadows = consumer(
      'RecordShadows',
      'functions/devices/record-shadows.ts',
      'Reported state of devices becomes their state in the table',
    )
    for (const fn of [ingestEvents, ingestRequests, recordShadows]) addresses.grantPublishDown(fn)
    for (const fn of [ingestRequests, recordShadows]) addresses.grantShadows(fn)

    const rule = (id: string, ruleName: string, topicFilter: string, fn: VestibuleFunction, description: string) =>
      new DeviceRule(this, id, {
        ruleName,
        topicFilter,
        description,
        consumer: fn,
        withoutTlsOnly: settings.relaxations.serviceQueuesWithoutTlsOnly,
      })
    this.functions = [ingestEvents, ingestRequests, recordShadows]
    this.rules = [
      rule('Events', 'vestibule_events', 'v1/+/+', ingestEvents, 'Facts and heartbeats, by Basic Ingest'),
      rule('Requests', 'vestibule_requests', 'v1/+/up/+', ingestRequests, 'Requests and results of commands'),
      rule(
        'Shadows',
        'vestibule_shadows',
        '$aws/things/+/shadow/name/+/update/documents',
        recordShadows,
        'Every change of a named shadow',
      ),
    ]
  }
}
