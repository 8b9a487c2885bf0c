import { expect, it } from 'vitest'
import { remembered } from './remembered.ts'

it('loads once for a while, by key', async () => {
  let ms = 0
  let loads = 0
  const recall = remembered<number>({ ttlMs: 10, now: () => ms })
  const load = () => Promise.resolve(++loads)
  expect([await recall('a', load), await recall('a', load), await recall('b', load)]).toEqual([1, 1, 2])
  ms = 10
  expect(await recall('a', load)).toBe(3)
})

it('remembers neither failures nor what was not there', async () => {
  const recall = remembered<number | null>({ ttlMs: 10, now: () => 0 })
  await expect(recall('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await recall('a', () => Promise.resolve(null))).toBeNull()
  expect(await recall('a', () => Promise.resolve(1))).toBe(1)
})
