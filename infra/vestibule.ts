import type { App } from 'aws-cdk-lib'
import { Tags } from 'aws-cdk-lib'
import type { Code } from 'aws-cdk-lib/aws-lambda'
import { AREAS } from '../shared/contracts/routes/route.ts'
import type { FunctionBundles } from './bundling/functions.ts'
import type { Settings } from './config/settings.ts'
import { DeviceAddresses } from './constructs/device-addresses.ts'
import { ApiStack } from './stacks/api-stack.ts'
import { areaEntry } from './stacks/areas.ts'
import { DataStack } from './stacks/data-stack.ts'
import { DevicesStack } from './stacks/devices-stack.ts'
import { EdgeStack } from './stacks/edge-stack.ts'
import { EscalationStack } from './stacks/escalation-stack.ts'
import { EventsStack } from './stacks/events-stack.ts'
import { IdentityStack } from './stacks/identity-stack.ts'
import { LabelsStack } from './stacks/labels-stack.ts'
import { MonitoringStack } from './stacks/monitoring-stack.ts'
import { ScheduleStack } from './stacks/schedule-stack.ts'

/** Entry files of all functions but the label reader, which is packed on its own. */
export const FUNCTION_ENTRIES: readonly string[] = [
  ...AREAS.map(areaEntry),
  'functions/authorizer/authorize.ts',
  'functions/authorizer/authorize-live.ts',
  'functions/live/connect.ts',
  'functions/live/disconnect.ts',
  'functions/devices/ingest-events.ts',
  'functions/devices/ingest-requests.ts',
  'functions/devices/record-shadows.ts',
  'functions/stream/project.ts',
  'functions/stream/publish.ts',
  'functions/events/notify-recipient.ts',
  'functions/events/sync-credentials.ts',
  'functions/events/configure-doors.ts',
  'functions/events/reconcile-room.ts',
  'functions/events/open-incident.ts',
  'functions/escalation/look-at-incident.ts',
  'functions/escalation/notify-rung.ts',
  'functions/schedule/resume-escalations.ts',
  'functions/schedule/end-credentials.ts',
]

/** Properties of {@link buildVestibule}. */
export interface VestibuleProps {
  readonly settings: Settings
  readonly bundles: FunctionBundles
  /** The label reader's package. */
  readonly labelReader: Code
}

/** All stacks of one installation. Stateful ones (data, identity) stand apart, so that a redeployment never touches them. */
export const buildVestibule = (app: App, { settings, bundles, labelReader }: VestibuleProps) => {
  const workshop = { settings, bundles }
  const name = (part: string) => ({ stackName: `Vestibule-${settings.stage}-${part}`, env: settings.env })
  const data = new DataStack(app, 'Data', { ...name('Data'), settings })
  const identity = new IdentityStack(app, 'Identity', { ...name('Identity'), settings })
  const edge = new EdgeStack(app, 'Edge', { ...name('Edge'), settings, data })
  const addresses = new DeviceAddresses(edge, 'DeviceAddresses', settings.relaxations.addresses)
  const labels = new LabelsStack(app, 'Labels', { ...name('Labels'), workshop, data, code: labelReader })
  const escalation = new EscalationStack(app, 'Escalation', { ...name('Escalation'), workshop, data, edge })
  const devices = new DevicesStack(app, 'Devices', { ...name('Devices'), workshop, data, addresses })
  const events = new EventsStack(app, 'Events', { ...name('Events'), workshop, data, edge, escalation, addresses })
  const api = new ApiStack(app, 'Api', { ...name('Api'), workshop, data, identity, edge, labels, addresses })
  const schedule = new ScheduleStack(app, 'Schedule', { ...name('Schedule'), workshop, data, escalation })
  const monitoring = new MonitoringStack(app, 'Monitoring', {
    ...name('Monitoring'),
    settings,
    data,
    edge,
    labels,
    escalation,
    devices,
    events,
    api,
    schedule,
  })
  Tags.of(app).add('vestibule:stage', settings.stage)
  return { data, identity, edge, labels, escalation, devices, events, api, schedule, monitoring }
}
