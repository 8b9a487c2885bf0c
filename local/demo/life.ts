import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Package } from '../../shared/contracts/package.ts'
import type { ApiClient } from '../api-client.ts'
import type { LiveRoom } from '../live-room.ts'
import { until } from '../until.ts'

/** What {@link liveOn} does with a simulated room. */
export interface LifeOptions {
  readonly api: ApiClient
  readonly live: LiveRoom
  readonly pictures: string
  /** From one visit to the next. */
  readonly everyMs: number
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

const SILENT_EVERY = 6
const SHELF = 8

/**
 * Lets a simulated room go on until the signal: carriers come with real label pictures, every sixth logs nothing, and when
 * the shelf holds enough, residents collect. Answers the carriers' codes, so that a person can try them too.
 */
export const liveOn = async ({ api, live, pictures, everyMs, say, signal }: LifeOptions): Promise<void> => {
  const { onboarded, room, kiosk } = live
  const roomId = onboarded.room.id
  const files = (await readdir(pictures))
    .filter((name) => /\.(png|jpg)$/.test(name) && !name.startsWith('photo_'))
    .sort()
  const codes = new Map<string, string>()
  for (const [code, carrier] of Object.entries(onboarded.carriers)) {
    const grant = await api.call('createAccessGrant', {
      body: { roomId, holder: { kind: 'carrier', carrierId: carrier.id } },
    })
    await until(
      'the code on the controller',
      async () => (await api.call('getAccessGrant', { params: { accessGrantId: grant.id } })).status === 'set',
    )
    codes.set(code, grant.code)
    say(`PIN of ${carrier.name}: ${grant.code}`)
  }
  const carrierCodes = [...codes.keys()]

  const collect = async (items: readonly Package[]) => {
    for (const item of items)
      await api.call('pickUpPackage', { params: { packageId: item.id }, body: { method: 'desk' } })
    if (items.length > 0) say(`${items.length} packages collected`)
  }

  const visit = async (turn: number) => {
    const carrier = carrierCodes[turn % carrierCodes.length] as string
    const name = onboarded.carriers[carrier]?.name ?? carrier
    if (turn % SILENT_EVERY === SILENT_EVERY - 1) {
      say(`${name} enters and logs nothing`)
      await room.visit(codes.get(carrier) as string)
      return
    }
    const file = files[turn % files.length] as string
    await room.visit(codes.get(carrier) as string, async () => {
      const session = kiosk.login(onboarded.carriers[carrier]?.id)
      const id = live.takeIn(join(pictures, file), session)
      const result = await until('the intake', () => live.results.get(id), { withinMs: 60_000 })
      kiosk.logout(session, 1)
      say(`${name} brings ${file}: ${result.package?.recipient ?? result.refusal ?? 'to the queue'}`)
    })
  }

  for (let turn = 0; !signal.aborted; turn += 1) {
    try {
      await visit(turn)
      const { items } = await api.call('listPackages', {
        query: { propertyId: onboarded.property.id, status: 'stored', limit: 100 },
      })
      await collect(items.slice(SHELF))
    } catch (error) {
      // A person at the keypad page may be in the room at the same time; the next visit tries again.
      say(`a visit did not work out: ${(error as Error).message}`)
    }
    await pause(everyMs, undefined, { signal }).catch(() => undefined)
  }
}
