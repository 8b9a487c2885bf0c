/** Namespace of our own metrics, and their one dimension: the service. */
export const METRIC_NAMESPACE = 'Vestibule'
export const METRIC_SERVICE = 'vestibule'

/** Things that are counted because somebody should look when they happen; each is a metric with an alarm. */
export const COUNTED = [
  'ClaimRefused',
  'CredentialsRefused',
  'DeviceClockSuspect',
  'DeviceMessageForeign',
  'DeviceMessageMalformed',
  'DeviceUnknown',
  'IntegrityConflict',
  'ShadowTampered',
] as const
export type Counted = (typeof COUNTED)[number]
