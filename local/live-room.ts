import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import * as z from 'zod'
import type { AgentConfig } from '../device-shadow/controller/config.ts'
import { type IntakeOutcome, intakeOutcome, type Kiosk, startKiosk } from '../device-shadow/controller/kiosk.ts'
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

type EvidenceId = StoredLabelReading['evidenceId']

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

/** Refusals of what the label says, not of the parcel: it stands in the room, so staff shall find it in their queue. */
const FOR_STAFF: readonly string[] = [
  'label.unreadable',
  'resident.unknown',
  'resident.moved_out',
  'resident.not_yet',
  'unit.unknown',
]

/** Uploads a picture; answers its id. */
const uploadPicture = async (api: ApiClient, roomId: string, picture: string): Promise<EvidenceId> => {
  const bytes = await readFile(picture)
  const { id, upload } = await api.call('createEvidenceUpload', {
    body: { roomId, contentType: TYPES[extname(picture).toLowerCase()] ?? 'image/png', bytes: bytes.length },
  })
  const put = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: new Uint8Array(bytes) })
  if (!put.ok)
    throw new Error(`the upload of ${picture} was refused: ${put.status} ${(await put.text()).slice(0, 200)}`)
  return id
}

/** Uploads a picture and has it read; the kiosk's way, also a test's. */
export const readPicture = async (api: ApiClient, roomId: string, picture: string): Promise<StoredLabelReading> =>
  api.call('createLabelReading', { body: { roomId, evidenceId: await uploadPicture(api, roomId, picture) } })

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
  /** Intakes under way: a picture is uploaded and read once, however often its intake is sent. */
  const uploads = new Map<string, EvidenceId>()
  const readings = new Map<string, StoredLabelReading>()

  const settled = (result: IntakeResult) => {
    results.set(result.id, result)
    uploads.delete(result.id)
    readings.delete(result.id)
  }

  /** One try: picture, reading, package; `bare`: only that a parcel came, with its picture, for the queue of the staff. */
  const tryIntake = async ({ id, t, body }: PendingIntake, bare: boolean) => {
    const { picture, kioskSessionId, zone } = KioskIntake.parse(body)
    const parcel = { roomId, zone, occurredAt: new Date(t).toISOString(), kioskSessionId }
    const evidenceId = uploads.get(id) ?? (await uploadPicture(kioskApi, roomId, picture))
    uploads.set(id, evidenceId)
    if (bare) {
      const received = await kioskApi.call('createPackage', {
        idempotencyKey: `${id}-bare`,
        body: { ...parcel, evidenceId },
      })
      return settled({ id, picture, package: received })
    }
    const stored = readings.get(id) ?? (await kioskApi.call('createLabelReading', { body: { roomId, evidenceId } }))
    readings.set(id, stored)
    const { reading } = stored
    const received = await kioskApi.call('createPackage', {
      idempotencyKey: id,
      body: {
        ...parcel,
        labelReadingId: stored.id,
        evidenceId: stored.evidenceId,
        carrier: reading.carrier,
        trackingNumber: reading.trackingNumber,
        residentId: reading.match.residentId as Package['residentId'],
      },
    })
    settled({ id, picture, reading: stored, package: received })
  }

  /** One intake, whole. Every step is safe to repeat after a cut. */
  const sendIntake = async (pending: PendingIntake, bare = false): Promise<IntakeOutcome> => {
    try {
      await tryIntake(pending, bare)
      return 'done'
    } catch (error) {
      if (!(error instanceof ApiRefusal)) return 'retry'
      const { status, code } = error.problem
      const outcome = intakeOutcome(status, code)
      if (typeof outcome === 'string') return outcome
      if (!bare && FOR_STAFF.includes(code)) return sendIntake(pending, true)
      settled({ id: pending.id, picture: KioskIntake.parse(pending.body).picture, refusal: code })
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
    sendIntake: (pending) => sendIntake(pending),
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
