import { uptime } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import type { Log } from './config.ts'
import { readJson, readText, writeDurably } from './disk.ts'

/** The clocks of a computer: a wall clock that anybody may have set, and one that only counts. */
export interface ComputerClock extends Pick<Clock, 'now' | 'mono' | 'after'> {
  /** Seconds since the computer started, and a text that names that start; null where the computer does not tell. */
  boot(): { readonly id: string; readonly upS: number } | null
}

/** A clock that keeps what it knows over restarts. */
export interface TrustedClock extends Clock {
  /** Writes the present time down, if it is trusted. */
  keep(): void
}

const HOUR_MS = 3_600_000
/** Told so long ago at most, the time counts as synced; longer as holdover, in which a quartz loses seconds. */
const SYNCED_MS = 6 * HOUR_MS
const HOLDOVER_MS = 7 * 24 * HOUR_MS
/** The cloud says whole seconds. */
const TICK_MS = 1000
/** Told times that lie so far before what is known are not believed. */
const BELIEVED_MS = 5 * 60_000

const Kept = z.strictObject({ atMs: z.int(), upS: z.number(), boot: z.string().nullable() })

/** Linux names each start of the computer; elsewhere a restart of the agent waits for the cloud's time. */
const computer = (): ComputerClock => ({
  ...systemClock(),
  boot: () => {
    const id = readText('/proc/sys/kernel/random/boot_id')?.trim()
    return id ? { id, upS: uptime() } : null
  },
})

/**
 * The time of a room's computer, which is not simply believed (ADR 14): it is unknown until the cloud has said it, then counts
 * on by the monotonic clock, so that setting the wall clock changes nothing. It never goes back, not over restarts
 * either: what was trusted last is on the disk, and as long as the computer itself was not restarted it counts on from there.
 */
export const makeTrustedClock = ({
  dir,
  log,
  source = computer(),
}: {
  readonly dir: string
  readonly log: Log
  readonly source?: ComputerClock
}): TrustedClock => {
  const file = join(dir, 'clock.json')
  const kept = readJson(file, Kept)
  const boot = source.boot()
  const isSameBoot = kept !== null && boot !== null && kept.boot === boot.id && boot.upS >= kept.upS
  /** Trusted time at an instant of the monotonic clock; `toldMono`: when the cloud said it, null before this start. */
  let base: { readonly atMs: number; readonly mono: number; readonly toldMono: number | null } | null = isSameBoot
    ? { atMs: kept.atMs + Math.round((boot.upS - kept.upS) * 1000), mono: source.mono(), toldMono: null }
    : null
  let highestMs = Math.max(kept?.atMs ?? 0, base?.atMs ?? 0)
  let offMs = 0

  const counted = () => (base ? base.atMs + source.mono() - base.mono : source.now())
  const now = () => {
    // An untrusted wall clock shows a time, but it sets no mark that later times are held to.
    if (!base) return Math.max(counted(), highestMs)
    highestMs = Math.max(highestMs, counted())
    return highestMs
  }
  const isLost = () => !base || source.mono() - (base.toldMono ?? base.mono) > HOLDOVER_MS

  const keep = () => {
    if (isLost()) return
    const { id = null, upS = 0 } = source.boot() ?? {}
    writeDurably(file, JSON.stringify({ atMs: now(), upS, boot: id }))
  }

  return {
    now,
    mono: source.mono,
    after: source.after,
    quality: () => {
      if (isLost()) return 'u'
      const toldMono = base?.toldMono ?? null
      return toldMono !== null && source.mono() - toldMono <= SYNCED_MS ? 's' : 'h'
    },
    offsetMs: () => offMs,
    told: (cloudMs, askedMono) => {
      const mono = source.mono()
      // The cloud's time when it answered lies in this second, and it answered after it was asked.
      const [earliest, latest] = [cloudMs, cloudMs + TICK_MS + mono - askedMono]
      if (latest < highestMs - BELIEVED_MS) {
        log('time refused', { toldMs: cloudMs, knownMs: highestMs })
        base = null
        return
      }
      const atMs = base ? Math.min(Math.max(counted(), earliest), latest) : Math.round((earliest + latest) / 2)
      offMs = counted() - atMs
      base = { atMs, mono, toldMono: mono }
      keep()
    },
    keep,
  }
}
