import { describe, expect, test } from 'vitest'
import { batchesOf } from './text-recogniser.ts'

describe('lines read at once', () => {
  test('short ones together, long ones alone, each once, narrowest first', () => {
    expect(batchesOf([900, 100, 120, 300, 110, 310])).toEqual([[1, 4, 2], [3, 5], [0]])
  })

  test('no lines make no batch', () => {
    expect(batchesOf([])).toEqual([])
  })
})
