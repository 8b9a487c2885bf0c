import { type DemoPortfolio, startDemoPortfolio } from '../local/demo/portfolio.ts'
import { functionOf } from './delivery-cost.ts'
import type { MeterEntry } from './meter/entries.ts'
import { type MeteredInstallation, startMeteredInstallation } from './meter/metered-installation.ts'

/** Functions of the access session (facts and heartbeats of rooms, their reconciliation) and of schedules. */
const NOT_OF_DELIVERIES = ['IngestEvents', 'ReconcileRoom', 'ResumeEscalations', 'EndCredentials']

/** Devices that report what they are told at once and otherwise keep still, so that only deliveries are counted. */
const STILL_AGENT = { hbS: 3600, reportMs: 500, netReportMs: 3_600_000 }

/** A property with one simulated room on a metered installation. */
export interface MeteredRoom {
  readonly installation: MeteredInstallation
  readonly portfolio: DemoPortfolio
  /** Whether an entry belongs to a delivery, not to access sessions or schedules. */
  isOfDelivery(entry: MeterEntry): boolean
  stop(): Promise<void>
}

/** Starts one; everything is stopped again when it fails. */
export const startMeteredRoom = async (say: (line: string) => void): Promise<MeteredRoom> => {
  const installation = await startMeteredInstallation(say)
  try {
    const portfolio = await startDemoPortfolio({ installation, config: STILL_AGENT, onStep: say })
    return {
      installation,
      portfolio,
      isOfDelivery: ({ fn }) => !NOT_OF_DELIVERIES.includes(functionOf(fn)),
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
