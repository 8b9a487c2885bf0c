import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename, extname, join } from 'node:path'
import * as z from 'zod'
import type { LiveRoom } from './live-room.ts'
import { until } from './until.ts'

const MAX_BODY_BYTES = 21_000_000
const PICTURES: Readonly<Record<string, string>> = { '.png': 'image/png', '.jpg': 'image/jpeg' }

const Intake = z.union([
  z.strictObject({ sample: z.string().regex(/^[\w.-]+$/) }),
  z.strictObject({ picture: z.base64(), contentType: z.enum(['image/png', 'image/jpeg']) }),
])

/** A refusal of the simulator: what was wrong and the fix. */
class SimRefusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new SimRefusal(413, 'The picture is larger than 15 MB. Take a smaller one.')
    chunks.push(chunk)
  }
  try {
    return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new SimRefusal(400, 'The body is not JSON.')
  }
}

/**
 * Lets a person act in simulated rooms from a page: type a PIN, pull the door, log a package at the kiosk. Only on one
 * machine, and only what hands could do in a real room: it knows no secret and reaches no data.
 */
export const makeSimServer = ({
  rooms,
  samples,
  uploads,
}: {
  rooms: () => readonly LiveRoom[]
  samples: string
  uploads: string
}) => {
  const kioskSessions = new Map<string, string>()
  const inside = new Set<string>()

  const stateOf = (live: LiveRoom) => {
    const { bolt, door } = live.room.state()
    return {
      roomId: live.onboarded.room.id,
      name: live.onboarded.room.name,
      property: live.onboarded.property.name,
      door,
      lock: bolt === 'extended' ? 'locked' : 'unlocked',
      controllerOnline: live.room.controller.online(),
      kioskOnline: live.kiosk.online(),
      kioskPending: live.kiosk.pending().intakes,
      inside: inside.has(live.onboarded.room.id),
    }
  }

  const kioskSession = (live: LiveRoom): string => {
    const roomId = live.onboarded.room.id
    const found = kioskSessions.get(roomId) ?? live.kiosk.login()
    kioskSessions.set(roomId, found)
    return found
  }

  const pictureOf = async (body: z.infer<typeof Intake>): Promise<string> => {
    if ('sample' in body) return join(samples, basename(body.sample))
    await mkdir(uploads, { recursive: true })
    const file = join(uploads, `${randomUUID()}${body.contentType === 'image/png' ? '.png' : '.jpg'}`)
    await writeFile(file, Buffer.from(body.picture, 'base64'))
    return file
  }

  const actions: Readonly<Record<string, (live: LiveRoom, body: unknown) => Promise<unknown>>> = {
    keypad: async (live, body) =>
      live.room.typeCode(z.strictObject({ code: z.string().regex(/^\d{1,12}$/) }).parse(body).code),
    door: async (live, body) => {
      const { open } = z.strictObject({ open: z.boolean() }).parse(body)
      if (open && !live.room.openDoor()) throw new SimRefusal(409, 'The bolt holds the door. Type a code first.')
      if (open) inside.add(live.onboarded.room.id)
      else live.room.closeDoor()
      return stateOf(live)
    },
    motion: async (live) => {
      live.room.move()
      return stateOf(live)
    },
    leave: async (live) => {
      const roomId = live.onboarded.room.id
      const session = kioskSessions.get(roomId)
      if (session) live.kiosk.logout(session)
      kioskSessions.delete(roomId)
      await live.room.leave()
      inside.delete(roomId)
      return stateOf(live)
    },
    'kiosk/intake': async (live, body) => {
      const id = live.takeIn(await pictureOf(Intake.parse(body)), kioskSession(live))
      if (!live.kiosk.online()) return { queued: true }
      return until('the intake to be taken', () => live.results.get(id), { withinMs: 30_000 })
    },
    'kiosk/attest': async (live, body) => {
      const { what } = z.strictObject({ what: z.enum(['none_today', 'returns', 'redelivery']) }).parse(body)
      live.kiosk.attest(kioskSession(live), what)
      return stateOf(live)
    },
    'kiosk/online': async (live, body) => {
      live.kiosk.offline(!z.strictObject({ online: z.boolean() }).parse(body).online)
      return stateOf(live)
    },
  }

  const answer = async (request: IncomingMessage, path: string): Promise<unknown> => {
    if (request.method === 'GET' && path === '/sim/rooms') return rooms().map(stateOf)
    if (request.method === 'GET' && path === '/sim/samples')
      return (await readdir(samples))
        .filter((name) => extname(name) in PICTURES)
        .map((name) => ({ name, url: `/sim/samples/${name}` }))
    const [, roomId, action] = /^\/sim\/rooms\/([\w-]+)\/([\w/]+)$/.exec(path) ?? []
    const live = rooms().find(({ onboarded }) => onboarded.room.id === roomId)
    const act = action === undefined ? undefined : actions[action]
    if (!live || !act || request.method !== 'POST')
      throw new SimRefusal(404, `There is no ${request.method} ${path} in the simulator.`)
    return act(live, await bodyOf(request))
  }

  /** Answers requests below /sim, and tells the pages that there is a simulator; false for every other path. */
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const config = path === '/config.json'
    if (!config && !path.startsWith('/sim/')) return false
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      response.end(JSON.stringify(body ?? null))
    }
    const picture = /^\/sim\/samples\/([\w.-]+)$/.exec(path)?.[1]
    try {
      if (config) json(200, { simulator: true, stage: 'local' })
      else if (picture && request.method === 'GET') {
        const bytes = await readFile(join(samples, basename(picture)))
        response.writeHead(200, { 'content-type': PICTURES[extname(picture)] ?? 'application/octet-stream' })
        response.end(bytes)
      } else json(200, await answer(request, path))
    } catch (error) {
      const status =
        error instanceof SimRefusal
          ? error.status
          : error instanceof z.ZodError
            ? 400
            : (error as { code?: string }).code === 'ENOENT'
              ? 404
              : 500
      json(status, { detail: error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message })
    }
    return true
  }
}
