import { expect, test } from 'vitest'
import { defaultStandard } from '../../shared/contracts/standard.ts'
import { doorSettings } from '../../shared/domain/devices/door-settings.ts'
import { PORTFOLIO, TAIL } from '../../shared/table/requests.fixture.ts'
import { makeMemoryTable } from '../../test/fakes/memory-table.ts'
import { makeRestoreShadow } from './desired-shadows.ts'

const RC = `rc-${TAIL}` as never
const KS = `ks-${TAIL}` as never

test('a shadow that somebody wrote is made what we want of it, whichever it is', async () => {
  const desired = new Map<string, object>()
  const restore = makeRestoreShadow({
    table: makeMemoryTable().table,
    messages: { desire: async (thing, name, wanted) => void desired.set(`${thing} ${name}`, await wanted()) },
    credentials: { desire: async (_, roomId, thing) => void desired.set(`${thing} cred`, { of: roomId }) },
  })
  for (const name of ['cred', 'door', 'net', 'sens'] as const)
    await restore({ portfolioId: PORTFOLIO, roomId: 'room_1' }, RC, name)
  await restore({ portfolioId: PORTFOLIO, roomId: 'room_1' }, KS, 'door')
  expect(Object.fromEntries(desired)).toEqual({
    [`${RC} cred`]: { of: 'room_1' },
    [`${RC} door`]: doorSettings(defaultStandard()),
    [`${RC} net`]: {},
    [`${RC} sens`]: {},
    [`${KS} door`]: {},
  })
})
