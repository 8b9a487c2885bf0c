import type { AgentConfig } from '../../device-shadow/controller/config.ts'
import { Standard } from '../../shared/contracts/standard.ts'

/**
 * A real day in minutes: only the standard's own settings are shorter (grace 15 min → 6 s, rungs of hours → seconds), the
 * code is the same.
 */
export const SHORT_DAY: Standard = Standard.parse({
  session: {
    doorWait: 'PT3S',
    mergeWithin: 'PT3S',
    heldWarn: 'PT20S',
    heldAlarm: 'PT40S',
    quiet: 'PT2S',
    maxInside: 'PT90S',
    blindExit: 'PT5S',
    grace: 'PT6S',
    before: 'PT3S',
    reportWait: 'PT6S',
  },
  ladders: {
    default: [
      { to: 'role:attendant', after: 'PT0S', ackWithin: 'PT2H' },
      { to: 'role:owner', after: 'PT1H' },
    ],
    no_intake: [
      { to: 'kiosk_prompt', after: 'PT0S' },
      { to: 'carrier_contact:driver', after: 'PT2S' },
      { to: 'role:owner', after: 'PT6S', ackWithin: 'PT2H' },
      { to: 'carrier_contact:district_manager', after: 'PT1H' },
    ],
  },
  credentials: { placeWithin: 'PT20S' },
})

/** Devices that report as often as a short day needs. */
export const SHORT_DAY_AGENT: Partial<AgentConfig> = {
  hbS: 2,
  reportMs: 500,
  netReportMs: 2000,
  resendMs: 5000,
  backoffMaxMs: 2000,
}

/** For a person who watches: a verdict half a minute after the exit, rungs of minutes. */
export const BRISK_DAY: Standard = Standard.parse({
  session: {
    ...SHORT_DAY.session,
    quiet: 'PT5S',
    grace: 'PT30S',
    before: 'PT30S',
    maxInside: 'PT10M',
    reportWait: 'PT15S',
  },
  ladders: {
    default: SHORT_DAY.ladders.default,
    no_intake: [
      { to: 'kiosk_prompt', after: 'PT0S' },
      { to: 'carrier_contact:driver', after: 'PT1M' },
      { to: 'role:owner', after: 'PT3M', ackWithin: 'PT2H' },
      { to: 'carrier_contact:district_manager', after: 'PT1H' },
    ],
  },
})

/** Devices of a watched room. */
export const BRISK_AGENT: Partial<AgentConfig> = { hbS: 5, reportMs: 500, netReportMs: 5000 }
