import { expect, test } from 'vitest'
import { hashEmail } from './email-hash.ts'

test('an address has one hash, however it is written', () => {
  expect(hashEmail(' Olga@Example.com')).toBe(hashEmail('olga@example.com'))
  expect(hashEmail('olga@example.com')).not.toContain('olga')
  expect(hashEmail('olga@example.com')).not.toBe(hashEmail('olga@example.org'))
})
