import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import * as z from 'zod'
import type { AgentConfig } from '../device-shadow/controller/config.ts'
import { intakeOutcome, type Kiosk, startKiosk } from '../device-shadow/controller/kiosk.ts'
import type { PendingIntake } from '../device-shadow/controller/outbox-store.ts'
import { makeSimulatedRoom, type SimulatedRoom } from '../device-shadow/simulator/room.ts'
import type { Package } from '../shared/contracts/package.ts'
import type { StoredLabelReading } from '../shared/contracts/stored-label-reading.ts'
import { type ApiClient, ApiRefusal, makeApiClient } from './api-client.ts'
import type { Onboarded } from './onboarding.ts'

const TYPES: Readonly<Record<string, 'image/png' | 'image/jpeg' | 'image/webp'>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
}

/** What a kiosk keeps of an intake until the API has it: the picture's file and the visit it belongs to. */
const KioskIntake = z.object({
  picture: z.string(),
  kioskSessionId: z.string().nullable(),
  zone: z.string().nullable(),
})

/** What became of one intake at the kiosk. */
export interface IntakeResult {
  readonly id: string
  readonly picture: string
  readonly reading?: StoredLabelReading
  readonly package?: Package
  readonly refusal?: string
}

/** A simulated room whose controller and kiosk talk to the deployed system as real ones would. */
export interface LiveRoom {
  readonly onboarded: Onboarded
  readonly room: SimulatedRoom
  readonly kiosk: Kiosk
  /** The kiosk's own client of the API. */
  readonly kioskApi: ApiClient
  /** Photographs a label at the kiosk; answers the intake's id at once, the result follows in `results`. */
  takeIn(picture: string, kioskSessionId: string | null): string
  /** Results of intakes by id, in the order in which the API answered. */
  readonly results: ReadonlyMap<string, IntakeResult>
  stop(): Promise<void>
}

/** Uploads a picture and has it read; the kiosk's way, also a test's. */
export const readPicture = async (api: ApiClient, roomId: string, picture: string): Promise<StoredLabelReading> => {
  const bytes = await readFile(picture)
  const { id, upload } = await api.call('createEvidenceUpload', {
    body: { roomId, contentType: TYPES[extname(picture).toLowerCase()] ?? 'image/png', bytes: bytes.length },
  })
  const put = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: new Uint8Array(bytes) })
  if (!put.ok)
    throw new Error(`the upload of ${picture} was refused: ${put.status} ${(await put.text()).slice(0, 200)}`)
  return api.call('createLabelReading', { body: { roomId, evidenceId: id } })
}

/** Starts controller and kiosk of an onboarded room. */
export const startLiveRoom = ({
  onboarded,
  origin,
  stateDir,
  config,
  paceMs,
  stillMs,
}: {
  readonly onboarded: Onboarded
  readonly origin: string
  readonly stateDir: string
  readonly config?: Partial<AgentConfig>
  readonly paceMs?: number
  readonly stillMs?: number
}): LiveRoom => {
  const roomId = onboarded.room.id
  const kioskApi = makeApiClient(origin, `Bearer ${onboarded.kiosk.apiKey}`)
  const results = new Map<string, IntakeResult>()
  /** Readings of intakes under way: a picture is uploaded and read once, however often its intake is sent. */
  const readings = new Map<string, StoredLabelReading>()

  /** One intake, whole: picture, reading, package. Every step is safe to repeat after a cut. */
  const sendIntake = async (pending: PendingIntake) => {
    const { picture, kioskSessionId, zone } = KioskIntake.parse(pending.body)
    try {
      const stored = readings.get(pending.id) ?? (await readPicture(kioskApi, roomId, picture))
      readings.set(pending.id, stored)
      const { reading } = stored
      const received = await kioskApi.call('createPackage', {
        idempotencyKey: pending.id,
        body: {
          roomId,
          labelReadingId: stored.id,
          evidenceId: stored.evidenceId,
          carrier: reading.carrier,
          trackingNumber: reading.trackingNumber,
          residentId: reading.match.residentId as Package['residentId'],
          zone,
          occurredAt: new Date(pending.t).toISOString(),
          kioskSessionId,
        },
      })
      results.set(pending.id, { id: pending.id, picture, reading: stored, package: received })
      readings.delete(pending.id)
      return 'done' as const
    } catch (error) {
      if (!(error instanceof ApiRefusal)) return 'retry' as const
      const outcome = intakeOutcome(error.problem.status, error.problem.code)
      if (typeof outcome !== 'string') results.set(pending.id, { id: pending.id, picture, refusal: error.problem.code })
      return outcome
    }
  }

  const room = makeSimulatedRoom({
    identity: onboarded.controller,
    stateDir: join(stateDir, 'rc'),
    ...(config ? { config } : {}),
    ...(paceMs === undefined ? {} : { paceMs }),
    ...(stillMs === undefined ? {} : { stillMs }),
  })
  const kiosk = startKiosk({
    identity: onboarded.kiosk,
    stateDir: join(stateDir, 'ks'),
    sendIntake,
    ...(config ? { config } : {}),
  })
  return {
    onboarded,
    room,
    kiosk,
    kioskApi,
    takeIn: (picture, kioskSessionId) => kiosk.intake({ picture, kioskSessionId, zone: 'A1' }),
    results,
    stop: async () => {
      await Promise.all([room.stop(), kiosk.stop()])
    },
  }
}
