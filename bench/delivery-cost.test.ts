import { describe, expect, it } from 'vitest'
import { type Activity, costOf } from './delivery-cost.ts'

type Invocation = Activity['invocations'][number]
type Call = Activity['calls'][number]

const nameOf = (name: string) => `Vestibule-dev-Labels-${name}0123ABCD-x`
const ran = (name: string, beganAt: number, more: Partial<Invocation> = {}): Invocation => ({
  kind: 'invocation',
  fn: nameOf(name),
  part: 'reading',
  beganAt,
  endedAt: beganAt + 5000,
  ok: true,
  memoryMb: 1769,
  cpuMs: 100,
  cold: false,
  source: null,
  records: 0,
  stream: [],
  ...more,
})
const asked = (name: string, service: string, beganAt: number, endedAt: number): Call => ({
  kind: 'call',
  fn: nameOf(name),
  part: 'reading',
  beganAt,
  endedAt,
  service,
  operation: 'Ask',
  status: 200,
  request: '{}',
  response: '{}',
  writeUnits: 0,
  readUnits: 0,
})
const billed = (activity: Activity) => {
  const { lambdaArmGbSeconds, lambdaX86GbSeconds } = costOf(activity, 1).uses
  return { arm: lambdaArmGbSeconds * 1024, x86: lambdaX86GbSeconds * 1024 }
}

describe('computing', () => {
  it('is processor time at the share that the memory buys, and what is waited for, at the same time once', () => {
    const own = ran('ApiPackages', 0, { memoryMb: 512 })
    const calls = [asked('ApiPackages', 'dynamodb', 10, 30), asked('ApiPackages', 's3', 20, 50)]
    const ms = (100 * 1769) / 512 + 40
    expect(billed({ invocations: [own], calls }).arm).toBeCloseTo((ms / 1000) * 512)
  })

  it('waits for the label reader as long as that one is billed for, however slow this machine is', () => {
    const waiting = ran('ApiReadings', 0, { cpuMs: 0 })
    const reader = ran('ReadLabel', 20, { cpuMs: 700 })
    const calls = [asked('ApiReadings', 'lambda', 10, 4000), asked('ReadLabel', 's3', 30, 130)]
    const { arm, x86 } = billed({ invocations: [waiting, reader], calls })
    expect(x86).toBeCloseTo(0.8 * 1769)
    expect(arm).toBeCloseTo(0.8 * 1769)
  })

  it('of a cold invocation counts as that of warm ones', () => {
    const cold = ran('ApiPackages', 0, { cold: true, cpuMs: 900 })
    const invocations = [cold, ran('ApiPackages', 9000)]
    expect(billed({ invocations, calls: [] }).arm).toBeCloseTo(0.2 * 1769)
  })
})
