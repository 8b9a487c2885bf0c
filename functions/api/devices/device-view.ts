import type { Device } from '../../../shared/contracts/device.ts'
import { isOnline } from '../../../shared/domain/devices/online.ts'
import type { Inbox } from '../../../shared/table/device-inbox.ts'
import type { DeviceRecord } from '../../../shared/table/devices.ts'

const HEARTBEAT_MS = 60_000

/** How often a device says that it is there, as it reports it itself; 60 s where it has not said. */
const heartbeatMs = (device: DeviceRecord): number => {
  const net = device.reported.net as { hbS?: unknown } | undefined
  return typeof net?.hbS === 'number' ? net.hbS * 1000 : HEARTBEAT_MS
}

/** A device as the API shows it, with what its inbox says about when it was heard. */
export const deviceView = (device: DeviceRecord, inbox: Inbox | null | undefined, now: number): Device => {
  const lastHeardMs = inbox?.lastHeardMs ?? null
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  return {
    ...device,
    online: isOnline(lastHeardMs, heartbeatMs(device), now),
    lastHeardAt: iso(lastHeardMs),
    drainedAt: iso(inbox?.drainedMs ?? null),
  }
}
