import { type DemoPortfolio, startDemoPortfolio } from '../local/demo/portfolio.ts'
import { functionOf } from './delivery-cost.ts'
import type { MeterEntry } from './meter/entries.ts'
import { type MeteredInstallation, startMeteredInstallation } from './meter/metered-installation.ts'

/** Functions of the access session: facts and heartbeats of rooms, and their reconciliation. */
const OF_SESSIONS = ['IngestEvents', 'ReconcileRoom']

/** A property with one simulated room on a metered installation. */
export interface MeteredRoom {
  readonly installation: MeteredInstallation
  readonly portfolio: DemoPortfolio
  /** Whether an entry belongs to a delivery, not to the access session. */
  isOfDelivery(entry: MeterEntry): boolean
  stop(): Promise<void>
}

/** Starts one; everything is stopped again when it fails. */
export const startMeteredRoom = async (say: (line: string) => void): Promise<MeteredRoom> => {
  const installation = await startMeteredInstallation(say)
  try {
    const portfolio = await startDemoPortfolio({ installation, onStep: say })
    return {
      installation,
      portfolio,
      isOfDelivery: ({ fn }) => !OF_SESSIONS.includes(functionOf(fn)),
      stop: async () => {
        await portfolio.stop()
        await installation.stop()
      },
    }
  } catch (error) {
    await installation.stop()
    throw error
  }
}
