import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import * as z from 'zod'
import type { Ack } from '../documents/commands.ts'
import { DeviceEvent } from '../documents/events.ts'
import { dropForSpace, factTime, trimAcked } from '../reducers/outbox.ts'
import { readJson, readText, writeDurably } from './disk.ts'

/** An intake that waits for the HTTP API. `id` is its Idempotency-Key, `t` when it was made (epoch ms). */
export const PendingIntake = z.strictObject({ id: z.string(), t: z.int(), body: z.record(z.string(), z.unknown()) })
export type PendingIntake = z.infer<typeof PendingIntake>

const Head = z.strictObject({ ep: z.int().min(1), next: z.int().min(1), acked: z.int().min(0) })
const Line = z.union([
  z.strictObject({ h: Head }),
  z.strictObject({ e: DeviceEvent }),
  z.strictObject({ i: PendingIntake }),
  z.strictObject({ a: z.int() }),
  z.strictObject({ d: z.string() }),
])
type Line = z.infer<typeof Line>

interface Content {
  ep: number
  next: number
  acked: number
  events: readonly DeviceEvent[]
  intakes: readonly PendingIntake[]
}

/** Facts and intakes on disk until the cloud has them. */
export interface OutboxStore {
  /** Gives the event its number, writes it through to the disk and answers it. Throws when the disk takes nothing more. */
  append(make: (ep: number, seq: number) => DeviceEvent): DeviceEvent
  appendIntake(intake: PendingIntake): void
  settleIntake(id: string): void
  acknowledge(ack: Ack): void
  /** Events not acknowledged, rising by seq. */
  events(): readonly DeviceEvent[]
  /** Intakes not delivered, oldest first. */
  intakes(): readonly PendingIntake[]
  /** Earliest time among everything pending, epoch ms; null when nothing is. */
  earliest(): number | null
  /** Epoch, newest number given out (0 = none), newest acknowledged. */
  head(): { readonly ep: number; readonly seq: number; readonly acked: number }
  /** True when the file was damaged or gone at the start, so that a new epoch began. */
  readonly flashLost: boolean
  close(): void
}

const encode = (line: Line) => {
  const text = JSON.stringify(line)
  return `${crc32(text).toString(16).padStart(8, '0')} ${text}\n`
}

const decode = (row: string): Line | null => {
  const text = row.slice(9)
  if (row.slice(0, 8) !== crc32(text).toString(16).padStart(8, '0')) return null
  const parsed = Line.safeParse(JSON.parse(text))
  return parsed.success ? parsed.data : null
}

/** Reads the file. `sound` is false when something other than a torn last line is wrong; what could be read is kept. */
const read = (text: string | null): { content: Content | null; sound: boolean } => {
  if (text === null) return { content: null, sound: false }
  const rows = text.split('\n')
  const torn = rows.pop()
  let content: Content | null = null
  let sound = true
  const events = new Map<number, DeviceEvent>()
  const intakes = new Map<string, PendingIntake>()
  rows.forEach((row, index) => {
    const line = decode(row)
    if (line === null) {
      sound &&= index === rows.length - 1 && torn === ''
    } else if ('h' in line) {
      content = { ...line.h, events: [], intakes: [] }
    } else if (content === null) {
      sound = false
    } else if ('e' in line) {
      events.set(line.e.seq, line.e)
      if (line.e.seq > content.next) sound = false
      content.next = Math.max(content.next, line.e.seq + 1)
    } else if ('i' in line) intakes.set(line.i.id, line.i)
    else if ('a' in line) content.acked = Math.max(content.acked, line.a)
    else intakes.delete(line.d)
  })
  const found = content as Content | null
  if (found) {
    found.events = [...events.values()].filter((event) => event.seq > found.acked)
    found.intakes = [...intakes.values()]
  }
  return { content: found, sound: sound && found !== null }
}

/** A new epoch: what could be saved is numbered again, because nobody knows which numbers were given out before. */
const nextEpoch = (salvaged: Content | null, ep: number): Content => {
  const events = (salvaged?.events ?? []).map((event, index) => ({ ...event, ep, seq: index + 1 }))
  return { ep, next: events.length + 1, acked: 0, events, intakes: salvaged?.intakes ?? [] }
}

/**
 * Opens the outbox in `dir`: an append-only file, each line with its checksum, flushed to the disk before an event is sent, so
 * a number is never used for two events. Compacted when most of it is settled.
 */
export const openOutbox = ({ dir, capacity }: { dir: string; capacity: number }): OutboxStore => {
  const file = join(dir, 'outbox.jsonl')
  const epochFile = join(dir, 'epoch.json')
  const epoch = readJson(epochFile, z.strictObject({ ep: z.int().min(1) }))?.ep ?? null
  const { content, sound } = read(readText(file))
  const fresh = content === null && epoch === null
  const flashLost = !fresh && (!sound || (epoch ?? 0) > (content?.ep ?? 0))
  let box: Content = { ep: 1, next: 1, acked: 0, events: [], intakes: [] }
  if (flashLost) box = nextEpoch(content, Math.max(epoch ?? 0, content?.ep ?? 0) + 1)
  else if (content) box = content
  // Kept, because it is asked for at every event; undefined = count again.
  let earliest: number | null | undefined
  let fd = -1
  let bytes = 0
  let lines = 0

  const arrived = (t: number) => {
    if (earliest !== undefined) earliest = Math.min(earliest ?? t, t)
  }

  const compact = () => {
    earliest = undefined
    const rows: Line[] = [
      { h: { ep: box.ep, next: box.next, acked: box.acked } },
      ...box.events.map((e) => ({ e })),
      ...box.intakes.map((i) => ({ i })),
    ]
    const text = rows.map(encode).join('')
    writeDurably(file, text)
    if (fd >= 0) closeSync(fd)
    fd = openSync(file, 'a', 0o600)
    bytes = Buffer.byteLength(text)
    lines = rows.length
  }

  const write = (line: Line, flush: boolean) => {
    const text = Buffer.from(encode(line))
    try {
      for (let done = 0; done < text.length; ) done += writeSync(fd, text, done)
      if (flush) fsyncSync(fd)
    } catch (fault) {
      ftruncateSync(fd, bytes)
      throw fault
    }
    bytes += text.length
    lines += 1
  }

  /** Writes a line; on a full disk room is made once, by compaction and by dropping what may be dropped. */
  const record = (line: Line) => {
    try {
      write(line, true)
    } catch {
      box.events = dropForSpace(box.events, Math.ceil(capacity / 10))
      compact()
      write(line, true)
    }
  }

  const tidy = () => {
    const live = box.events.length + box.intakes.length
    if (lines > 2 * live + 1000) compact()
  }

  writeDurably(epochFile, JSON.stringify({ ep: box.ep }))
  compact()

  return {
    flashLost,
    append: (make) => {
      if (box.events.length >= capacity) {
        const fewer = dropForSpace(box.events, Math.ceil(capacity / 50))
        if (fewer.length < box.events.length) {
          box.events = fewer
          compact()
        }
      }
      const event = DeviceEvent.parse(make(box.ep, box.next))
      record({ e: event })
      box.next += 1
      arrived(factTime(event))
      ;(box.events as DeviceEvent[]).push(event)
      return event
    },
    appendIntake: (intake) => {
      record({ i: intake })
      arrived(intake.t)
      box.intakes = [...box.intakes, intake]
    },
    settleIntake: (id) => {
      write({ d: id }, true)
      box.intakes = box.intakes.filter((intake) => intake.id !== id)
      earliest = undefined
      tidy()
    },
    acknowledge: (ack) => {
      if (ack.ep !== box.ep || ack.upTo <= box.acked || ack.upTo >= box.next) return
      box.events = trimAcked(box.events, box.ep, ack)
      box.acked = ack.upTo
      earliest = undefined
      // Not flushed: an ack that is lost in a power cut only means that some events are sent again.
      write({ a: ack.upTo }, false)
      tidy()
    },
    events: () => box.events,
    intakes: () => box.intakes,
    earliest: () => {
      if (earliest === undefined) {
        earliest = null
        for (const event of box.events) arrived(factTime(event))
        for (const { t } of box.intakes) arrived(t)
      }
      return earliest
    },
    head: () => ({ ep: box.ep, seq: box.next - 1, acked: box.acked }),
    close: () => {
      fsyncSync(fd)
      closeSync(fd)
    },
  }
}
