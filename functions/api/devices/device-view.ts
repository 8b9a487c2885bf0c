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

/** What is kept of a device beside its own item: when it was heard, and the shadows that lie apart. */
export interface DeviceAside {
  readonly inbox?: Inbox | null | undefined
  readonly apart?: Readonly<Record<string, unknown>> | undefined
}

/** A device as the API shows it. */
export const deviceView = (device: DeviceRecord, { inbox, apart }: DeviceAside, now: number): Device => {
  const lastHeardMs = inbox?.lastHeardMs ?? null
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  return {
    ...device,
    reported: { ...device.reported, ...apart },
    online: isOnline(lastHeardMs, heartbeatMs(device), now),
    lastHeardAt: iso(lastHeardMs),
    drainedAt: iso(inbox?.drainedMs ?? null),
  }
}
