import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'

const metrics = new Metrics({ namespace: 'Vestibule', serviceName: 'vestibule' })

/** Things that are counted because somebody should look when they happen; each is a metric of the namespace Vestibule. */
export type Counted =
  | 'ClaimRefused'
  | 'DeviceClockSuspect'
  | 'DeviceMessageMalformed'
  | 'DeviceMessageForeign'
  | 'DeviceUnknown'
  | 'IntegrityConflict'
  | 'ShadowTampered'

/** Counts one. Written at once, so that it is not lost with a fault that follows. */
export const count = (name: Counted): void => {
  metrics.singleMetric().addMetric(name, MetricUnit.Count, 1)
}
