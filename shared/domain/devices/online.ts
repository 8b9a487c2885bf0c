/** Heartbeats that may be missed before a device counts as offline. */
const MISSED_BEATS = 2.5

/** Whether a device counts as online: heard within 2.5 heartbeats. */
export const isOnline = (lastHeardMs: number | null, heartbeatMs: number, nowMs: number): boolean =>
  lastHeardMs !== null && nowMs - lastHeardMs <= MISSED_BEATS * heartbeatMs
