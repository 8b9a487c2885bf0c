import { describe, expect, it } from 'vitest'
import { grantIdOf } from '../../shared/domain/credentials/grant-id.ts'
import { makeAccessGrants } from '../../shared/table/access-grants.ts'
import { commit } from '../../shared/table/commit.ts'
import type { StoredCredential } from '../../shared/table/credential-item.ts'
import { makeCredentials } from '../../shared/table/credentials.ts'
import { AT, EVENT, PORTFOLIO, PROPERTY, TAIL } from '../../shared/table/requests.fixture.ts'
import type { Table } from '../../shared/table/table.ts'
import { makeMemoryTable } from '../../test/fakes/memory-table.ts'
import { makeEndDueCredentials } from './end-due-credentials.ts'

const ROOM = `room_${TAIL}`
const RC = `rc-${TAIL}`
const NOW = Date.parse('2026-11-23T12:00:00.000Z')

/** A room with three codes that ended one after the other a while ago. */
const makeRoom = async () => {
  const memory = makeMemoryTable()
  const credentials = makeCredentials(memory.table)
  await commit(memory.table, undefined, { status: 200 }, [
    credentials.appoint(PORTFOLIO, ROOM, { thing: RC, propertyId: PROPERTY, timeZone: 'UTC' }),
  ])
  for (const n of [1, 2, 3]) {
    const credential = {
      key: `K#0${n}`,
      credentialId: `cred_01h455vb4pex5vsknk084sn0${n}q`,
      thing: RC,
      selector: `0${n}`,
      endsAtMs: NOW - 4000 + n,
      window: null,
    } as unknown as StoredCredential
    const grant = {
      ...{
        id: grantIdOf(credential.credentialId),
        propertyId: PROPERTY,
        roomId: ROOM,
        holder: { kind: 'staff', name: 'S' },
      },
      ...{ startsAt: AT, endsAt: AT, window: null, thing: RC, selector: `0${n}`, state: 'on_device', failure: null },
      ...{ wantedAt: AT, createdAt: AT, setAt: AT, revokedAt: null, removedAt: null },
    }
    await commit(memory.table, undefined, { status: 200 }, [
      ...credentials.place(PORTFOLIO, ROOM, credential, { askedAtMs: NOW }),
      makeAccessGrants(memory.table).create(PORTFOLIO, grant as never, EVENT),
    ])
  }
  const endIn = (table: Table) => makeEndDueCredentials({ table, now: () => NOW })()
  const left = async () => (await credentials.whole(PORTFOLIO, ROOM))?.credentials.map(({ key }) => key)
  return { ...memory, endIn, left }
}

describe('credentials whose time is over', () => {
  it('are taken off', async () => {
    const { table, endIn, left } = await makeRoom()
    await endIn(table)
    expect(await left()).toEqual([])
  })

  it('are taken off although one of them cannot be, and the run has failed', async () => {
    const room = await makeRoom()
    const { client, name } = room.table
    const faulty = Object.create(client, {
      send: {
        value: (command: { input: { Key?: { sk?: string } } }) =>
          command.input.Key?.sk === 'K#02'
            ? Promise.reject(new Error('the table is away'))
            : client.send(command as never),
      },
    })
    const run = room.endIn({ client: faulty, name })
    await expect(run).rejects.toThrow('1 failed, the first with: the table is away')
    expect(await room.left()).toEqual(['K#02'])
    await room.endIn(room.table)
    expect(await room.left()).toEqual([])
  })
})
