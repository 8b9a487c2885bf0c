import type { makeVault } from '../../shared/adapters/vault.ts'
import type { PortfolioId } from '../../shared/contracts/ids.ts'
import { remembered } from '../../shared/runtime/remembered.ts'
import { makeDevices } from '../../shared/table/devices.ts'
import type { Table } from '../../shared/table/table.ts'

/** A device’s own keys, base64url: `kPin` for verifiers of codes, `kSnap` for macs of sets and commands. */
export interface OpenedKeys {
  readonly kPin: string
  readonly kSnap: string
}

const TTL_MS = 300_000

/** Keys of devices, opened and remembered in this process; null before the device was claimed. */
export const makeDeviceKeys = ({
  vault,
  now,
}: {
  readonly vault: Pick<ReturnType<typeof makeVault>, 'seal'>
  readonly now: () => number
}) => {
  const kept = remembered<OpenedKeys | null>({ ttlMs: TTL_MS, now })
  return (table: Table, portfolioId: PortfolioId, thing: string): Promise<OpenedKeys | null> =>
    kept(`${portfolioId}|${thing}`, async () => {
      const closed = await makeDevices(table).keys(portfolioId, thing)
      if (!closed) return null
      const seal = await vault.seal('device-keys', portfolioId)
      return { kPin: seal.open(closed.kPin), kSnap: seal.open(closed.kSnap) }
    })
}

/** See {@link makeDeviceKeys}. */
export type DeviceKeysOf = ReturnType<typeof makeDeviceKeys>
