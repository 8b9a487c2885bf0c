import { randomUUID } from 'node:crypto'
import type { DeviceIdentity } from '../documents/claim.ts'
import type { EventPayload } from '../documents/events.ts'
import { type Clock, systemClock } from './clock.ts'
import { type AgentConfig, DEFAULT_CONFIG, type Log } from './config.ts'
import type { PendingIntake } from './outbox-store.ts'
import { startUplink } from './uplink.ts'

/** How an intake ended: taken, try again later (network, 5xx, 429), or refused for good, with the API's own code. */
export type IntakeOutcome = 'done' | 'retry' | { readonly refused: string }

/**
 * How an HTTP answer settles an intake: 2xx done; what may pass by itself or by somebody's help (408, 425, 429, 5xx, a key
 * that is not valid, the first try still running) is sent again; any other is refused.
 */
export const intakeOutcome = (status: number, code?: string): IntakeOutcome => {
  if (status >= 200 && status < 300) return 'done'
  const again = [401, 403, 408, 425, 429].includes(status) || code === 'idempotency.in_progress'
  return status >= 500 || again ? 'retry' : { refused: code ?? `http.${status}` }
}

/** What the room is told of an intake that was refused: that it was offered, when, in which kiosk session, and why not taken. */
const refusedScan = ({ id, t, body }: PendingIntake, code: string): EventPayload<'scan'> => {
  const word = (name: string) => {
    const value = body[name]
    return typeof value === 'string' && value !== '' ? value.slice(0, 64) : undefined
  }
  const [trk, z] = [word('trackingNumber'), word('zone')]
  return {
    ks: word('kioskSessionId') ?? id,
    ...(trk === undefined ? {} : { trk }),
    ...(z === undefined ? {} : { z }),
    why: code.slice(0, 64),
    of: t,
  }
}

/** The running agent of one kiosk. */
export interface Kiosk {
  readonly thing: string
  /** A carrier begins; answers the kiosk session's id for the calls below. */
  login(carrier?: string): string
  logout(ks: string, packages?: number): void
  scan(facts: EventPayload<'scan'>): void
  /** The carrier's own word: nothing to log today, collecting returns, delivering again. */
  attest(ks: string, what: EventPayload<'attest'>['what']): void
  pickup(facts: EventPayload<'pickup'>): void
  /**
   * Keeps an intake until the API has it; answers its id, which is the Idempotency-Key. `body` is JSON; its
   * `kioskSessionId`, `trackingNumber` and `zone` go into the fact that is recorded where the API refuses it for good.
   */
  intake(body: { readonly [name: string]: unknown }): string
  online(): boolean
  /** Nothing leaves (MQTT or HTTP) while down; afterwards everything drains in order. */
  offline(down: boolean): void
  /** Events and intakes that have not arrived. */
  pending(): { readonly events: number; readonly intakes: number }
  stop(): Promise<void>
}

/** What the agent of a kiosk needs. */
export interface KioskDeps {
  readonly identity: DeviceIdentity
  readonly stateDir: string
  /** Delivers one intake over HTTP with `id` as Idempotency-Key. A throw counts as `retry`. */
  readonly sendIntake: (intake: PendingIntake) => Promise<IntakeOutcome>
  /** Told when the API refused an intake for good: the person at the kiosk has to see it. */
  readonly onRefused?: (intake: PendingIntake, code: string) => void
  readonly clock?: Clock
  readonly config?: Partial<AgentConfig>
  readonly log?: Log
}

/** Starts the agent of a kiosk: events over MQTT and intakes over HTTP from one durable outbox with one watermark. */
export const startKiosk = (deps: KioskDeps): Kiosk => {
  const clock = deps.clock ?? systemClock()
  const config: AgentConfig = { ...DEFAULT_CONFIG, ...deps.config }
  const log = deps.log ?? (() => {})
  const open = new Set<string>()
  let down = false
  let stopped = false
  let sending = false
  let failures = 0
  let cancelRetry = () => {}

  const uplink = startUplink({
    identity: deps.identity,
    stateDir: deps.stateDir,
    clock,
    config,
    log,
    listen: [],
    shadows: () => [],
    onMessage: () => {},
    onUp: () => drain(),
    view: () => ({ doors: {}, occ: open.size > 0 }),
    onTick: () => {},
  })

  const settle = (intake: PendingIntake, outcome: IntakeOutcome) => {
    log('intake', { outcome: typeof outcome === 'string' ? outcome : outcome.refused })
    if (outcome === 'retry') {
      const waitMs = Math.min(config.backoffMaxMs, config.intakeRetryMs * 2 ** Math.min(failures, 16))
      failures += 1
      cancelRetry = clock.after(waitMs, drain)
      return
    }
    failures = 0
    // Told before it is forgotten, and earlier than the watermark moves: somebody did try to log something.
    if (outcome !== 'done') uplink.emit('scan', 'kiosk', refusedScan(intake, outcome.refused))
    uplink.outbox.settleIntake(intake.id)
    uplink.poke()
    if (outcome !== 'done') deps.onRefused?.(intake, outcome.refused)
    drain()
  }

  /** One intake at a time, oldest first; needs no MQTT, only that the network is not cut. */
  const drain = () => {
    const intake = uplink.outbox.intakes()[0]
    if (!intake || sending || down || stopped) return
    cancelRetry()
    sending = true
    deps
      .sendIntake(intake)
      .catch((): IntakeOutcome => 'retry')
      .then((outcome) => {
        sending = false
        if (!stopped) settle(intake, outcome)
      })
  }

  drain()

  return {
    thing: deps.identity.thing,
    login: (carrier) => {
      const ks = `ks-${randomUUID()}`
      open.add(ks)
      uplink.emit('kiosk.login', 'kiosk', { ks, ...(carrier === undefined ? {} : { carrier }) })
      return ks
    },
    logout: (ks, unit) => {
      open.delete(ks)
      uplink.emit('kiosk.logout', 'kiosk', { ks, ...(unit === undefined ? {} : { unit }) })
    },
    scan: (facts) => void uplink.emit('scan', 'kiosk', facts),
    attest: (ks, what) => void uplink.emit('attest', 'kiosk', { ks, what }),
    pickup: (facts) => void uplink.emit('pickup', 'kiosk', facts),
    intake: (body) => {
      const intake: PendingIntake = { id: randomUUID(), t: clock.now(), body }
      uplink.outbox.appendIntake(intake)
      uplink.poke()
      drain()
      return intake.id
    },
    online: uplink.online,
    offline: (isDown) => {
      down = isDown
      uplink.offline(isDown)
      if (!isDown) drain()
    },
    pending: () => ({ events: uplink.outbox.events().length, intakes: uplink.outbox.intakes().length }),
    stop: async () => {
      stopped = true
      cancelRetry()
      await uplink.stop()
    },
  }
}
