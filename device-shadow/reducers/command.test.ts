import { expect, it } from 'vitest'
import { signCommand } from '../documents/crypto.ts'
import { acceptCommand } from './command.ts'

const kSnap = Buffer.alloc(32, 3).toString('base64url')
const NOW = 1_795_338_270_000
const unlock = (change: object = {}) =>
  signCommand(kSnap, {
    v: 1 as const,
    id: 'cmd_01k9zzzzzzzzzzzzzzzzzzzzzz',
    nbf: NOW,
    exp: NOW + 10_000,
    op: 'unlock' as const,
    args: { cr: null, role: 'staff' as const },
    ...change,
  })
const decide = (command = unlock(), nowMs = NOW, quality: 's' | 'h' | 'u' = 's', seen = {}) =>
  acceptCommand(seen, command, { kSnap, nowMs, quality })

it('runs a command once', () => {
  const first = decide()
  expect(first.outcome).toBe('run')
  expect(acceptCommand(first.seen, unlock(), { kSnap, nowMs: NOW + 1, quality: 's' })).toEqual({
    seen: first.seen,
    outcome: 'dup',
  })
})

it('refuses what is late, too far ahead, changed, or told by an unsure clock', () => {
  expect(decide(unlock(), NOW + 10_000).outcome).toBe('expired')
  expect(decide(unlock({ exp: NOW + 15_001 })).outcome).toBe('refused')
  expect(decide({ ...unlock(), exp: NOW + 11_000 }).outcome).toBe('refused')
  expect(decide(unlock(), NOW, 'h').outcome).toBe('refused')
  expect(decide(unlock(), NOW, 'u').outcome).toBe('refused')
})

it('remembers only what it ran, and not for ever', () => {
  expect(decide(unlock({ exp: NOW - 1 })).seen).toEqual({})
  expect(decide(unlock(), NOW, 's', { cmd_old: NOW - 3_600_001 }).seen).not.toHaveProperty('cmd_old')
})
