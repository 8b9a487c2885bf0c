import { expect, test } from 'vitest'
import { makeMemoryTable } from '../../test/fakes/memory-table.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import { makeEvidence } from './evidence.ts'

const [HERE, OTHERS] = ['pf_1', 'pf_2'] as [PortfolioId, PortfolioId]

test('a picture is found in its own portfolio only, several in one call', async () => {
  const memory = makeMemoryTable()
  const evidence = makeEvidence(memory.table)
  const note = { propertyId: 'prop_1', roomId: 'room_1', isRead: false }
  await evidence.put(HERE, 'evd_1', note, 0)
  await evidence.put(HERE, 'evd_1', { ...note, isRead: true }, 0)
  await evidence.put(HERE, 'evd_2', note, 0)
  expect(await evidence.get(HERE, 'evd_1')).toEqual({ ...note, isRead: true })
  expect(await evidence.get(OTHERS, 'evd_1')).toBeNull()
  const before = memory.calls()
  expect([...(await evidence.many(HERE, ['evd_1', 'evd_2', 'evd_3'])).keys()]).toEqual(['evd_1', 'evd_2'])
  expect(memory.calls() - before).toBe(1)
  for (const { pk, expiresAt } of memory.items()) {
    expect(String(pk).startsWith('PF#pf_1#')).toBe(true)
    expect(expiresAt).toBeGreaterThan(30 * 24 * 3600)
  }
})
