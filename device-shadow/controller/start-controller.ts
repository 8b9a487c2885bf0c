import { join } from 'node:path'
import * as z from 'zod'
import type { DeviceIdentity } from '../documents/claim.ts'
import { Command, type CommandOutcome, type CommandResult } from '../documents/commands.ts'
import { CredDesired, DoorDesired, type DoorReported, SensDesired, type SensReported } from '../documents/shadows.ts'
import { topics } from '../documents/topics.ts'
import { acceptCommand, type SeenCommands } from '../reducers/command.ts'
import { decideKeypad } from '../reducers/keypad.ts'
import { ladderAlarm, ladderAt } from '../reducers/lockout.ts'
import { type Clock, systemClock } from './clock.ts'
import { type AgentConfig, DEFAULT_CONFIG, type Log } from './config.ts'
import { openCredentials } from './credential-store.ts'
import { readJson, writeDurably } from './disk.ts'
import { makeDoorControl } from './door-control.ts'
import type { RoomDriver } from './driver.ts'
import { makeShadowSync, type ShadowPart } from './shadow-sync.ts'
import { startUplink, type Uplink } from './uplink.ts'

/** The running agent of one room. */
export interface Controller {
  readonly thing: string
  online(): boolean
  /** Cuts the network, or lets it come back. */
  offline(down: boolean): void
  /** Newest credential revision held, and its number of entries. */
  credentials(): { readonly rev: number; readonly n: number }
  /** Events the cloud has not acknowledged. */
  pending(): number
  /** Ends the agent: the hardware stays as it is, the outbox is on disk. */
  stop(): Promise<void>
}

/** What the agent of a room needs. `config` overrides single times of {@link DEFAULT_CONFIG}. */
export interface ControllerDeps {
  readonly identity: DeviceIdentity
  readonly stateDir: string
  readonly driver: RoomDriver
  readonly clock?: Clock
  readonly config?: Partial<AgentConfig>
  readonly log?: Log
}

type Zones = SensReported['z']

/**
 * Starts the agent that runs on a room's computer: keypad, lock, door and sensors by itself; events, shadows, credentials and
 * commands over MQTT as far as there is a network. Throws when the identity has no K_pin or the state folder is not writable.
 */
export const startController = (deps: ControllerDeps): Controller => {
  const { identity, stateDir, driver } = deps
  const clock = deps.clock ?? systemClock()
  const config: AgentConfig = { ...DEFAULT_CONFIG, ...deps.config }
  const log = deps.log ?? (() => {})
  const { kPin, kSnap } = identity
  if (kPin === null) throw new Error(`${identity.thing} has no keypad key: claim it again as a room controller`)
  const names = topics(identity.thing)
  const seenFile = join(stateDir, 'commands.json')
  let seen: SeenCommands = readJson(seenFile, z.record(z.string(), z.int())) ?? {}
  let motion = false
  let zones: Zones = {}
  let cancelAsk: (() => void) | null = null
  let askedMs = 0

  const store = openCredentials({ dir: stateDir, kSnap, slots: config.slots })
  const control = makeDoorControl({
    dir: stateDir,
    initial: config.door,
    boltMs: config.boltMs,
    clock,
    driver,
    emit: (k, pt, p) => uplink.emit(k, pt, p),
    poke: () => uplink.poke(),
  })

  const ask = (whole: boolean) => {
    cancelAsk?.()
    cancelAsk = null
    askedMs = clock.mono()
    void uplink.send(names.up.credget, store.request(whole))
  }

  const takeCredentials = (document: unknown) => {
    const effect = store.take(document, clock.now())
    log('credentials', { outcome: effect.kind })
    if (effect.kind === 'applied') {
      const { rev, dig, n } = effect
      uplink.emit('cred.applied', 'sys', { rev, dig, n })
    }
    if (effect.kind === 'failed') uplink.emit('cred.failed', 'sys', { rev: effect.rev, err: effect.err })
    if (effect.kind === 'ask' || (effect.kind === 'failed' && effect.ask)) ask(true)
    uplink.poke()
  }

  const run = async (command: Command): Promise<CommandOutcome> => {
    if (command.op === 'unlock') {
      const { cr, role } = command.args
      uplink.emit('access.granted', 'door', { cr, role, via: 'remote', n: 0, off: false })
      return control.release('remote')
    }
    if (command.op === 'identify') driver.identify()
    else if (command.op === 'resync') {
      uplink.resync()
      ask(true)
    } else return 'refused'
    return 'done'
  }

  const takeCommand = async (document: unknown) => {
    const command = Command.parse(document)
    const decision = acceptCommand(seen, command, { kSnap, nowMs: clock.now(), quality: clock.quality() })
    if (decision.seen !== seen) {
      writeDurably(seenFile, JSON.stringify(decision.seen))
      seen = decision.seen
    }
    const res = decision.outcome === 'run' ? await run(command) : decision.outcome
    log('command', { op: command.op, outcome: res })
    const result: CommandResult = { v: 1, id: command.id, res, t: clock.now() }
    await uplink.send(names.up.cmdres, result)
  }

  const lockoutAlarm = (before: boolean, after: boolean) => {
    if (before === after) return
    uplink.emit(after ? 'alarm.raised' : 'alarm.cleared', 'keypad', { code: 'lockout', sev: 'medium' })
  }

  const takeCode = (code: string) => {
    const before = store.keypad()
    const { mode } = control.settings()
    const context = { bank: store.bank(), kPin, nowMs: clock.now(), quality: clock.quality(), mode }
    const decision = decideKeypad(before, code, context)
    // The counters are on the disk before anybody learns the answer, so a power cut gives no free tries.
    store.saveKeypad(decision.state)
    const { admitted, why, credential, n } = decision
    const p = {
      cr: credential?.c ?? null,
      role: credential?.k ?? 'unknown',
      via: 'keypad',
      n,
      off: !uplink.online(),
    } as const
    // The grant is on the disk before the bolt moves: no entry without its record.
    if (why) uplink.emit('access.denied', 'keypad', { ...p, why })
    else uplink.emit('access.granted', 'keypad', p)
    if (admitted) void control.release('keypad')
    driver.answer({ admitted, why })
    lockoutAlarm(ladderAlarm(before.ladder), ladderAlarm(decision.state.ladder))
  }

  const relaxLadder = () => {
    const before = store.keypad()
    const ladder = ladderAt(before.ladder, clock.now())
    if (ladderAlarm(ladder) === ladderAlarm(before.ladder)) return
    store.saveKeypad({ ...before, ladder })
    lockoutAlarm(true, ladderAlarm(ladder))
  }

  const doorPart: ShadowPart<DoorDesired> = {
    schema: DoorDesired,
    initial: config.door,
    everyMs: config.reportMs,
    onDesired: (desired) => control.configure(desired),
    reported: ({ err }): DoorReported => {
      const settings = control.settings()
      const { untilMs } = store.keypad().ladder
      const locked = untilMs > clock.now()
      const { ep, seq } = uplink.outbox.head()
      return {
        ...settings,
        ...control.reported(),
        keypad: settings.mode !== 'normal' ? settings.mode : locked ? 'lockout' : 'normal',
        lockoutUntil: locked ? Math.ceil(untilMs / 1000) : 0,
        cfgErr: err,
        lastEv: `${ep}.${seq}`,
      }
    },
    due: (reported) => JSON.stringify({ ...reported, lastEv: '' }),
  }

  const credPart: ShadowPart<CredDesired> = {
    schema: CredDesired,
    initial: { rev: 0, dig: null, n: 0, leaseH: 24 },
    everyMs: config.reportMs,
    onDesired: ({ rev, dig }) => {
      const behind = () => rev > store.bank().rev || (rev === store.bank().rev && dig !== store.bank().dig)
      if (!behind() || cancelAsk) return
      cancelAsk = clock.after(config.credGraceMs, () => {
        cancelAsk = null
        if (behind()) ask(false)
      })
    },
    reported: ({ desired }) => store.reported(desired),
  }

  const sensPart: ShadowPart<SensDesired> = {
    schema: SensDesired,
    initial: { cfg: 0 },
    everyMs: config.reportMs,
    onDesired: () => {},
    reported: ({ desired }): SensReported => ({ motion: { on: motion, ok: true }, z: zones, ...desired }),
  }

  const uplink: Uplink = startUplink({
    identity,
    stateDir,
    clock,
    config,
    log,
    listen: [names.dn.cred, names.dn.cmd],
    shadows: (shadow) => [
      makeShadowSync('door', doorPart, shadow),
      makeShadowSync('cred', credPart, shadow),
      makeShadowSync('sens', sensPart, shadow),
    ],
    onMessage: (topic, document) => {
      if (topic === names.dn.cred) takeCredentials(document)
      else if (topic === names.dn.cmd) {
        takeCommand(document).catch((fault: Error) => log('command refused', { reason: fault.message.slice(0, 200) }))
      }
    },
    onUp: () => ask(false),
    view: () => ({ doors: { door: control.machine().door }, occ: motion || control.machine().openedAtMs !== null }),
    onTick: () => {
      control.feed({ k: 'tick' })
      relaxLadder()
      if (uplink.online() && clock.mono() - askedMs > config.leaseAskMs) ask(false)
    },
  })

  driver.start({
    code: (code) => {
      try {
        takeCode(code)
      } catch (fault) {
        // Without a disk there is no record and no lockout, so the keypad stays shut; the way out does not need either.
        log('keypad fault', { reason: (fault as Error).message })
        driver.answer({ admitted: false, why: 'disabled' })
      }
    },
    contact: (state) => control.feed({ k: 'contact', door: state }),
    bolt: (bolt) => control.feed({ k: 'bolt', bolt }),
    motion: (on) => {
      if (on === motion) return
      motion = on
      uplink.emit('motion', 'motion', { on })
    },
    exitRequest: () => {
      void control.release('rex')
      uplink.emit('access.granted', 'door', { cr: null, role: 'unknown', via: 'rex', n: 0, off: !uplink.online() })
    },
    key: () => {
      void control.release('key')
      uplink.emit('access.granted', 'door', { cr: null, role: 'unknown', via: 'key', n: 0, off: !uplink.online() })
    },
    tamper: (on) => control.feed({ k: 'tamper', on }),
    zone: (zone, occ, g, ok) => {
      const old = zones[zone]
      if (old?.occ === occ && old.g === g && old.ok === ok) return
      zones = { ...zones, [zone]: { occ, g, ok } }
      // The first reading after a start is no change: what lies there may have lain there for days.
      if (old && (old.occ !== occ || old.g !== g)) uplink.emit('zone.delta', zone, { z: zone, occ, g, dg: g - old.g })
      else uplink.poke()
    },
    power: uplink.power,
  })

  return {
    thing: identity.thing,
    online: uplink.online,
    offline: uplink.offline,
    credentials: () => ({ rev: store.bank().rev, n: store.bank().entries.length }),
    pending: () => uplink.outbox.events().length,
    stop: async () => {
      cancelAsk?.()
      driver.stop()
      control.stop()
      await uplink.stop()
    },
  }
}
