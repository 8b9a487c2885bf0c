import {
  ConflictException,
  GetThingShadowCommand,
  IoTDataPlaneClient,
  ResourceNotFoundException,
  UpdateThingShadowCommand,
} from '@aws-sdk/client-iot-data-plane'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeDeviceMessages } from './iot-data.ts'

const iot = mockClient(IoTDataPlaneClient)
const { desire } = makeDeviceMessages({ endpoint: 'https://iot.example' })
const THING = 'rc-01k9zz00000000000000000000'
const bytes = (document: object) => Buffer.from(JSON.stringify(document)) as never
const shadow = (version: number, desired: object) => ({ payload: bytes({ version, state: { desired } }) })
const conflict = () => new ConflictException({ message: 'Version conflict', $metadata: {} })
const written = () =>
  iot
    .commandCalls(UpdateThingShadowCommand)
    .map(({ args }) => JSON.parse(Buffer.from(args[0].input.payload as Uint8Array).toString()))

beforeEach(() => {
  iot.reset()
  iot.on(UpdateThingShadowCommand).resolves({})
})

describe('a desired state', () => {
  it('is written over the version that was read, without what nobody wants', async () => {
    iot.on(GetThingShadowCommand).resolves(shadow(7, { a: 1, b: 2, forged: true }))
    await desire(THING, 'door', async () => ({ a: 1, b: 3 }))
    expect(written()).toEqual([
      { state: { desired: { b: 3, forged: null } }, version: 7, clientToken: 'vestibule-door-7' },
    ])
  })

  it('that stands already is not written', async () => {
    iot.on(GetThingShadowCommand).resolves(shadow(7, { a: 1, b: 2 }))
    await desire(THING, 'door', async () => ({ b: 2, a: 1 }))
    expect(written()).toEqual([])
  })

  it('is the first of a shadow that is not there yet', async () => {
    iot.on(GetThingShadowCommand).rejects(new ResourceNotFoundException({ message: 'none', $metadata: {} }))
    await desire(THING, 'door', async () => ({ a: 1 }))
    expect(written()).toEqual([{ state: { desired: { a: 1 } }, clientToken: 'vestibule-door-0' }])
  })

  it('is read and asked for again where somebody wrote meanwhile, three times at most', async () => {
    iot.on(GetThingShadowCommand).resolvesOnce(shadow(7, {})).resolves(shadow(8, {}))
    iot.on(UpdateThingShadowCommand).rejectsOnce(conflict()).resolves({})
    let asked = 0
    await desire(THING, 'door', async () => {
      asked += 1
      return { a: asked }
    })
    expect(written().map(({ version, state }) => [version, state.desired.a])).toEqual([
      [7, 1],
      [8, 2],
    ])
    iot.on(UpdateThingShadowCommand).rejects(conflict())
    await expect(desire(THING, 'door', async () => ({ a: 0 }))).rejects.toThrow('4 times')
  })
})
