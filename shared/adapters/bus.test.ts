import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { EVENT } from '../table/requests.fixture.ts'
import { makeBus } from './bus.ts'

const bridge = mockClient(EventBridgeClient)
const bus = makeBus({ busName: 'vestibule' })
beforeEach(() => bridge.reset())
const events = Array.from({ length: 12 }, (_, n) => ({ ...EVENT, id: `e${n}` }))
const taken = (count: number) => ({ Entries: Array.from({ length: count }, () => ({ EventId: 'x' })) })

describe('publishing', () => {
  it('goes ten a call, in order, named by the event', async () => {
    bridge.on(PutEventsCommand).resolvesOnce(taken(10)).resolves(taken(2))
    expect(await bus.publish(events)).toEqual({ failed: [], refused: [] })
    const calls = bridge.commandCalls(PutEventsCommand).map((call) => call.args[0].input.Entries ?? [])
    expect(calls.map(({ length }) => length)).toEqual([10, 2])
    expect(calls[0]?.[0]).toMatchObject({ EventBusName: 'vestibule', Source: 'vestibule', DetailType: EVENT.type })
    expect(calls.flat().map(({ Detail }) => JSON.parse(Detail ?? '').id)).toEqual(events.map(({ id }) => id))
  })

  it('tells which were not taken, and tries nothing after them', async () => {
    const { Entries } = taken(10)
    bridge
      .on(PutEventsCommand)
      .resolves({ Entries: Entries.map((one, n) => (n === 3 ? { ErrorCode: 'Throttled' } : one)) })
    expect(await bus.publish(events)).toEqual({ failed: [3], refused: [] })
    expect(bridge.calls()).toHaveLength(1)
  })

  it('goes on after one that the bus will never take', async () => {
    const { Entries } = taken(10)
    const refused = Entries.map((one, n) => (n === 3 ? { ErrorCode: 'MalformedDetail' } : one))
    bridge.on(PutEventsCommand).resolvesOnce({ Entries: refused }).resolves(taken(2))
    expect(await bus.publish(events)).toEqual({ failed: [], refused: [3] })
    expect(bridge.calls()).toHaveLength(2)
  })
})
