import { join } from 'node:path'
import type { AccessGrant } from '../../shared/contracts/access.ts'
import type { AccessSession } from '../../shared/contracts/access-session.ts'
import type { Incident } from '../../shared/contracts/incident.ts'
import type { Package, PackageDetail } from '../../shared/contracts/package.ts'
import type { ApiClient } from '../api-client.ts'
import type { LiveRoom } from '../live-room.ts'
import type { Mailbox } from '../mailbox.ts'
import { until } from '../until.ts'
import { countBy, type DemoReport, spread } from './report.ts'

/** What a day is played with. */
export interface DayOptions {
  readonly api: ApiClient
  readonly mailbox: Mailbox
  readonly live: LiveRoom
  /** Folder of the label pictures. */
  readonly pictures: string
  readonly say: (line: string) => void
}

/** Pictures that each carrier's driver brings; real labels with their sources beside them. */
const ROUNDS: readonly { readonly carrier: string; readonly pictures: readonly string[] }[] = [
  { carrier: 'usps', pictures: ['usps_easypost_sparrow.png', 'usps_karrio_martin.png', 'usps_johndoe.png'] },
  { carrier: 'ups', pictures: ['ups_zebrash.png', 'ups_binarykits.png', 'amazon_spapi.png', 'landmark.png'] },
  { carrier: 'fedex', pictures: ['fedex_zebrash.png', 'fedex_karrio_intl.png'] },
  { carrier: 'dhl-express', pictures: ['dhl_karrio_paris.png', 'dhl_karrio_us.png', 'postnl.png', 'porterbuddy.png'] },
]
const OFFLINE_PICTURE = 'dpd_be.png'
const PICKUPS = 8
/** Long enough to reach the controller on a busy machine. */
const SHORT_LIFE_MS = 15_000
/** A controller admits until a minute after the end, because its clock may be off (device contract, section 4). */
const TOLERANCE_MS = 61_000

type Grant = AccessGrant & { readonly code: string }

/** What happened on the day, without the times of the start. */
export type DayReport = Omit<DemoReport, 'ok' | 'startupMs' | 'deployMs' | 'awsCalls'>

/**
 * Plays one day at an onboarded room over real MQTT and HTTP, and checks every expectation; `errors` lists those that did
 * not hold.
 */
export const playDay = async ({ api, mailbox, live, pictures, say }: DayOptions): Promise<DayReport> => {
  const { onboarded, room, kiosk } = live
  const { property, carriers } = onboarded
  const roomId = onboarded.room.id
  const errors: string[] = []
  const expect = (what: string, holds: boolean) => {
    if (!holds) errors.push(what)
  }
  const setMs: number[] = []
  const revokeMs: number[] = []
  const denied: string[] = []

  const grantOf = (id: AccessGrant['id']) => api.call('getAccessGrant', { params: { accessGrantId: id } })
  const grantTo = async (carrier: string, endsAt?: string): Promise<Grant> => {
    const carrierId = carriers[carrier]?.id
    if (!carrierId) throw new Error(`no carrier ${carrier}`)
    const started = performance.now()
    const created = await api.call('createAccessGrant', {
      body: { roomId, holder: { kind: 'carrier', carrierId }, ...(endsAt ? { endsAt } : {}) },
    })
    await until(`the code of ${carrier} on the controller`, async () => (await grantOf(created.id)).status === 'set', {
      everyMs: 50,
    })
    setMs.push(performance.now() - started)
    return created
  }
  const revoke = async (grant: Grant) => {
    const started = performance.now()
    await api.call('revokeAccessGrant', { params: { accessGrantId: grant.id } })
    await until('the code gone from the controller', async () => (await grantOf(grant.id)).status === 'unset', {
      everyMs: 50,
    })
    revokeMs.push(performance.now() - started)
  }
  const refused = async (code: string, why: string) => {
    const answer = await room.typeCode(code)
    denied.push(answer.why ?? 'admitted')
    expect(
      `a ${why} code is refused as ${why}, not ${answer.why ?? 'admitted'}`,
      !answer.admitted && answer.why === why,
    )
  }
  const sessions = async (): Promise<AccessSession[]> =>
    (await api.call('listAccessSessions', { query: { roomId, limit: 100 } })).items
  const incidents = async (): Promise<Incident[]> =>
    (await api.call('listIncidents', { query: { propertyId: property.id, limit: 100 } })).items
  const verdictOf = (grant: Grant, verdict: string) =>
    until(
      `the verdict ${verdict} on grant ${grant.id}`,
      async () => (await sessions()).find((session) => session.grantId === grant.id && session.verdict === verdict),
      { withinMs: 60_000, everyMs: 250 },
    )

  say('codes for four carriers, and one that is about to end')
  const shortLived = await grantTo('ups', new Date(Date.now() + SHORT_LIFE_MS).toISOString())
  const grants: Record<string, Grant> = {}
  for (const { carrier } of ROUNDS) grants[carrier] = await grantTo(carrier)

  for (const { carrier, pictures: files } of ROUNDS) {
    say(`${carrier} brings ${files.length} packages`)
    const grant = grants[carrier] as Grant
    const answer = await room.visit(grant.code, async () => {
      const kioskSession = kiosk.login(carriers[carrier]?.id)
      const ids = files.map((file) => live.takeIn(join(pictures, file), kioskSession))
      await until(`the intakes of ${carrier}`, () => ids.every((id) => live.results.has(id)), { withinMs: 90_000 })
      kiosk.logout(kioskSession, ids.length)
    })
    expect(`the code of ${carrier} opens the door`, answer.admitted)
  }
  const taken = [...live.results.values()]
  for (const result of taken) expect(`intake of ${result.picture}: ${result.refusal}`, result.refusal === undefined)

  say('a wrong and a revoked code')
  const wrong = grants.usps as Grant
  await refused(`${wrong.selector}${otherSecret(wrong.code.slice(wrong.selector.length))}`, 'unknown')
  const revoked = await grantTo('ups')
  await revoke(revoked)
  await refused(revoked.code, 'revoked')

  say('a carrier enters and logs nothing')
  const silent = await grantTo('fedex')
  await room.visit(silent.code)
  const silentSession = verdictOf(silent, 'no_intake')

  say('residents are told')
  const stored = taken.flatMap((result) => (result.package?.status === 'stored' ? [result.package] : []))
  const told = await Promise.all(stored.slice(0, PICKUPS).map((item) => codeFor(item, api, mailbox)))

  say('the silent carrier is found out, the ladder climbs')
  await silentSession
  const found = await until('two rungs of the ladder', async () => {
    const open = (await incidents()).find((incident) => incident.kind === 'no_intake')
    return open && (open.rung?.index ?? 0) >= 2 ? open : undefined
  })
  await api.call('acknowledgeIncident', { params: { incidentId: found.id }, body: { note: 'Called the station' } })

  say(`${told.length} residents collect`)
  for (const { item, code } of told) {
    const answer = await room.visit(code, async () => {
      await live.kioskApi.call('pickUpPackage', { params: { packageId: item.id }, body: { method: 'keypad' } })
    })
    expect(`the code of the resident of ${item.id} opens the door (${answer.why})`, answer.admitted)
  }

  say('a carrier logs at a kiosk that is offline')
  const dark = await grantTo('dhl-express')
  kiosk.offline(true)
  let late = ''
  await room.visit(dark.code, async () => {
    const kioskSession = kiosk.login(carriers['dhl-express']?.id)
    late = live.takeIn(join(pictures, OFFLINE_PICTURE), kioskSession)
    kiosk.logout(kioskSession, 1)
  })
  await verdictOf(dark, 'unverified')
  kiosk.offline(false)
  await until('the kiosk to drain', () => live.results.has(late))
  const drained = await verdictOf(dark, 'logged')
  expect('the drained session was revised, not decided anew', drained.rev >= 2)

  say('the code that was about to end')
  const gone = Date.parse(shortLived.endsAt) + TOLERANCE_MS
  await until('the short-lived code to expire', () => Date.now() > gone, {
    withinMs: SHORT_LIFE_MS + TOLERANCE_MS,
    everyMs: 250,
  })
  await refused(shortLived.code, 'expired')

  say('all verdicts')
  const all = await until(
    'a verdict on every session',
    async () => {
      const now = await sessions()
      return now.every((session) => session.state === 'closed') ? now : undefined
    },
    { withinMs: 60_000, everyMs: 500 },
  )

  const packages = await allPackages(api, property.id)
  const details: PackageDetail[] = []
  for (const item of packages) details.push(await api.call('getPackage', { params: { packageId: item.id } }))
  const messages = details.flatMap((detail) =>
    detail.messages.map((message) => ({ ...message, key: `${detail.id}|${message.reason}|${message.channel}` })),
  )
  const sent = messages.filter((message) => message.status === 'sent')
  const duplicates = sent.length - new Set(sent.map((message) => message.key)).size
  const final = await incidents()
  const byVerdict = countBy(all, (session) => session.verdict ?? 'none')
  const matched = packages.filter((item) => item.residentId !== null).length

  expect(`at least 12 packages are logged, not ${packages.length}`, packages.length >= 12)
  expect(`${PICKUPS} packages are collected`, packages.filter((item) => item.status === 'collected').length === PICKUPS)
  expect('nobody is told twice', duplicates === 0)
  expect(
    'every matched package was told of',
    details.every(
      (detail) => detail.residentId === null || detail.messages.some((message) => message.status === 'sent'),
    ),
  )
  expect(`one session is no_intake, not ${byVerdict.no_intake ?? 0}`, byVerdict.no_intake === 1)
  expect('nobody stays unverified', byVerdict.unverified === undefined)
  expect(`exactly one incident, not ${final.length}`, final.length === 1)
  expect('the incident is acknowledged', final[0]?.acknowledgement !== null)
  const collectedByCarrier = all.filter((session) => session.role === 'carrier' && session.verdict === 'logged')
  expect(
    `five carrier sessions are logged, not ${collectedByCarrier.length}`,
    collectedByCarrier.length === ROUNDS.length + 1,
  )

  return {
    packages: {
      logged: packages.length,
      matched,
      queued: packages.filter((item) => item.status === 'queued').length,
      collected: packages.filter((item) => item.status === 'collected').length,
    },
    notifications: { sent: sent.length, duplicates },
    sessions: { total: all.length, byVerdict },
    incidents: final.map((incident) => ({
      kind: incident.kind,
      rung: incident.rung?.index ?? -1,
      acknowledged: incident.acknowledgement !== null,
      resolved: incident.resolution !== null,
      detectMs: Date.parse(incident.detectedAt) - Date.parse(incident.openedAt),
    })),
    denied: { byReason: countBy(denied, (why) => why) },
    credentials: { setMs: spread(setMs), revokeMs: spread(revokeMs) },
    errors,
  }
}

/** A secret that differs from the right one in its last digit. */
const otherSecret = (secret: string): string => `${secret.slice(0, -1)}${(Number(secret.slice(-1)) + 1) % 10}`

/** The code that the resident of a package reads in their text or e-mail. */
const codeFor = async (item: Package, api: ApiClient, mailbox: Mailbox): Promise<{ item: Package; code: string }> => {
  const residents = await api.call('listResidents', { params: { propertyId: item.propertyId }, query: { limit: 100 } })
  const resident = residents.items.find(({ id }) => id === item.residentId)
  if (!resident) throw new Error(`no resident for package ${item.id}`)
  const code = await until(
    `the message about ${item.id}`,
    async () => {
      const found = await Promise.all([resident.phone, resident.email].flatMap((to) => (to ? [mailbox.of(to)] : [])))
      return found
        .flat()
        .at(-1)
        ?.text.match(/\b\d{9,10}\b/)?.[0]
    },
    { withinMs: 60_000, everyMs: 250 },
  )
  return { item, code }
}

const allPackages = async (api: ApiClient, propertyId: Package['propertyId']): Promise<Package[]> => {
  const items: Package[] = []
  let cursor: string | undefined
  do {
    const found = await api.call('listPackages', { query: { propertyId, limit: 100, ...(cursor ? { cursor } : {}) } })
    items.push(...found.items)
    cursor = found.cursor
  } while (cursor)
  return items
}
