import { describe, expect, it } from 'vitest'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { KS, makeStory, RC, ROOM, T0 } from '../../../shared/domain/access-sessions/room-story.fixture.ts'
import { commit } from '../../../shared/table/commit.ts'
import { makeCredentials } from '../../../shared/table/credentials.ts'
import { emptyInbox, makeDeviceInbox } from '../../../shared/table/device-inbox.ts'
import { makeDevices } from '../../../shared/table/devices.ts'
import { EVENT } from '../../../shared/table/requests.fixture.ts'
import { makeReconciledRoom } from '../../../test/builders/reconciled-room.ts'

const NEW_RC = `rc-01jb${'9'.repeat(22)}`
/** Exit at 300 s, grace 900 s. */
const DUE = 1200

/** The story’s room, in which another controller took over from the one that a story was told by. */
const makeReplacedRoom = async () => {
  const room = await makeReconciledRoom()
  const portfolioId = room.trigger(null).wake.portfolioId as PortfolioId
  const createdAt = new Date(T0).toISOString()
  const { propertyId, roomId } = ROOM
  const device = { thing: NEW_RC, class: 'rc' as const, name: 'New', propertyId, roomId, points: [], reported: {} }
  await commit(room.table, undefined, { status: 200 }, [
    makeDevices(room.table).create(
      portfolioId,
      { ...device, status: 'in_service', createdAt, claimedAt: createdAt },
      EVENT,
    ),
    makeCredentials(room.table).appoint(portfolioId, roomId, { thing: NEW_RC, propertyId, timeZone: 'UTC' }),
  ])
  return {
    ...room,
    drainNew: (seconds: number) =>
      makeDeviceInbox(room.table).save(portfolioId, {
        ...emptyInbox({ thing: NEW_RC, ...ROOM }),
        drainedMs: T0 + seconds * 1000,
      }),
    retire: (thing: string) =>
      commit(room.table, undefined, { status: 200 }, [makeDevices(room.table).retire(portfolioId, thing, EVENT)]),
  }
}

describe('the watermarks that a verdict waits for', () => {
  it('are not those of a controller that was replaced', async () => {
    const room = await makeReplacedRoom()
    const story = makeStory()
    story.visit(0, 'ups', 300)
    await room.tell(story.events)
    await room.drain(300, DUE + 5)
    await room.drainNew(DUE + 5)
    room.at(DUE + 6)
    await room.reconcile(0)
    expect((await room.sessions())[0]).toMatchObject({ verdict: 'no_intake' })
    expect(await room.watched(RC)).toBeNull()
  })

  it('are not those of a kiosk that is retired', async () => {
    const room = await makeReplacedRoom()
    const story = makeStory()
    story.visit(0, 'ups', 300)
    await room.tell(story.events)
    await room.drain(300, 300)
    await room.drainNew(DUE + 5)
    await room.retire(KS)
    room.at(DUE + 6)
    await room.reconcile(0)
    expect((await room.sessions())[0]?.verdict).not.toBe('unverified')
  })
})
