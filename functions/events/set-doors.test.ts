import { describe, expect, it } from 'vitest'
import { defaultStandard } from '../../shared/contracts/standard.ts'
import { doorSettings } from '../../shared/domain/devices/door-settings.ts'
import { commit } from '../../shared/table/commit.ts'
import { makeDevices } from '../../shared/table/devices.ts'
import { makePortfolios } from '../../shared/table/portfolios.ts'
import { AT, EVENT, PORTFOLIO, PROPERTY, TAIL } from '../../shared/table/requests.fixture.ts'
import { makeMemoryTable } from '../../test/fakes/memory-table.ts'
import { makeSetDoors } from './set-doors.ts'

const thingOf = (of: string, n: number) => `${of}-01h455vb4pex5vsknk084sn0${n}q`
const [RC, KS, LB, OLD] = [thingOf('rc', 2), thingOf('ks', 3), thingOf('lb', 4), thingOf('rc', 5)]

/** A portfolio with devices, and what their shadows are told to want. */
const makePortfolio = async () => {
  const { table } = makeMemoryTable()
  const add = (thing: string, status: string) =>
    makeDevices(table).create(
      PORTFOLIO,
      {
        ...{ thing, class: thing.slice(0, 2), name: thing, status, points: [], reported: {} },
        ...{ propertyId: PROPERTY, roomId: `room_${TAIL}`, createdAt: AT, claimedAt: AT },
      } as never,
      EVENT,
    )
  await commit(table, undefined, { status: 201 }, [
    add(RC, 'in_service'),
    add(KS, 'in_service'),
    add(LB, 'claimed'),
    add(OLD, 'retired'),
  ])
  const desired = new Map<string, object>()
  const setDoors = makeSetDoors({
    table,
    messages: { desire: async (thing, shadow, wanted) => void desired.set(`${thing} ${shadow}`, await wanted()) },
  })
  return { table, desired, setDoors }
}

describe('the doors of a portfolio', () => {
  it('are set to the standard when a controller is claimed', async () => {
    const { desired, setDoors } = await makePortfolio()
    await setDoors({ ...EVENT, type: 'device.claimed', resource: RC })
    await setDoors({ ...EVENT, type: 'device.claimed', resource: KS })
    expect([...desired]).toEqual([[`${RC} door`, doorSettings(defaultStandard())]])
  })

  it('are all set anew when the standard changes, those of retired controllers not', async () => {
    const { table, desired, setDoors } = await makePortfolio()
    const standard = { ...defaultStandard(), door: { relock: 'PT9S' } }
    await commit(table, undefined, { status: 200 }, [makePortfolios(table).putStandard(PORTFOLIO, standard, EVENT)])
    await setDoors({ ...EVENT, type: 'standard.changed', resource: PORTFOLIO })
    expect([...desired.keys()].sort()).toEqual([`${LB} door`, `${RC} door`])
    for (const settings of desired.values()) expect(settings).toMatchObject({ relockS: 9 })
  })
})
