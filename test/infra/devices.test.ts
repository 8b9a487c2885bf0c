import { describe, expect, it, test } from 'vitest'
import { devicePolicyDocument } from '../../infra/constructs/device-policies.ts'
import { DeviceClass } from '../../shared/contracts/ids.ts'

const SELF = 'rc-01hzzzzzzzzzzzzzzzzzzzzzzz'
const OTHER = 'rc-01jyyyyyyyyyyyyyyyyyyyyyyy'
const PREFIX = 'arn:aws:iot:eu-west-1:111122223333:'

const matches = (pattern: string, value: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(value)

/** Whether a class's policy lets the device `thing` do it; what no statement allows is denied. */
const may = (deviceClass: DeviceClass, action: string, resource: string, thing = SELF): boolean =>
  devicePolicyDocument(deviceClass).Statement.some(
    (statement) =>
      statement.Action === `iot:${action}` &&
      [statement.Resource]
        .flat()
        .some((pattern) =>
          matches(pattern.replaceAll(`\${iot:Connection.Thing.ThingName}`, thing), `${PREFIX}${resource}`),
        ),
  )

describe.each(DeviceClass.options)('policy of class %s', (deviceClass) => {
  const shadow = (thing: string, tail: string) => `$aws/things/${thing}/shadow/name/net/${tail}`

  it('fits into IoT’s 2,048 characters', () => {
    expect(JSON.stringify(devicePolicyDocument(deviceClass)).length).toBeLessThanOrEqual(2048)
  })

  it('connects under its own name, attached to its certificate', () => {
    expect(may(deviceClass, 'Connect', `client/${SELF}`)).toBe(true)
    expect(may(deviceClass, 'Connect', `client/${OTHER}`)).toBe(false)
    const [connect] = devicePolicyDocument(deviceClass).Statement
    expect(connect).toMatchObject({ Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } } })
  })

  test.each([
    ['facts', `$aws/rules/vestibule_events/v1/${SELF}/evt`],
    ['heartbeats', `$aws/rules/vestibule_events/v1/${SELF}/hb`],
    ['requests', `v1/${SELF}/up/credget`],
    ['reported state', shadow(SELF, 'update')],
    ['questions for its shadow', shadow(SELF, 'get')],
  ])('publishes %s', (_, topic) => {
    expect(may(deviceClass, 'Publish', `topic/${topic}`)).toBe(true)
  })

  test.each([
    ['another’s facts', `$aws/rules/vestibule_events/v1/${OTHER}/evt`],
    ['another rule', `$aws/rules/billing/v1/${SELF}/evt`],
    ['another’s requests', `v1/${OTHER}/up/credget`],
    ['downwards to itself', `v1/${SELF}/dn/ack`],
    ['downwards to another', `v1/${OTHER}/dn/cmd`],
    ['another’s state', shadow(OTHER, 'update')],
    ['a deletion of its shadow', shadow(SELF, 'delete')],
    ['a shadow without a name', `$aws/things/${SELF}/shadow/update`],
    ['a document of the broker', shadow(SELF, 'update/documents')],
    ['events of the fleet', '$aws/events/presence/connected/x'],
  ])('publishes no %s', (_, topic) => {
    expect(may(deviceClass, 'Publish', `topic/${topic}`)).toBe(false)
  })

  it('retains nothing', () => {
    expect(may(deviceClass, 'RetainPublish', `topic/v1/${SELF}/up/credget`)).toBe(false)
  })

  test.each(['Subscribe', 'Receive'])('%s: its own acknowledgements and shadows, nobody else’s', (action) => {
    const at = (topic: string) => `${action === 'Subscribe' ? 'topicfilter' : 'topic'}/${topic}`
    expect(may(deviceClass, action, at(`v1/${SELF}/dn/ack`))).toBe(true)
    expect(may(deviceClass, action, at(shadow(SELF, 'update/delta')))).toBe(true)
    expect(may(deviceClass, action, at(`v1/${OTHER}/dn/ack`))).toBe(false)
    expect(may(deviceClass, action, at(shadow(OTHER, 'update/delta')))).toBe(false)
    expect(may(deviceClass, action, at('v1/#'))).toBe(false)
    expect(may(deviceClass, action, at('#'))).toBe(false)
    expect(may(deviceClass, action, at(`v1/+/dn/ack`))).toBe(false)
  })
})

describe('credentials', () => {
  test.each(['rc', 'lb'] as const)('%s hears them', (deviceClass) => {
    expect(may(deviceClass, 'Subscribe', `topicfilter/v1/${SELF}/dn/cred`)).toBe(true)
  })

  test.each(['ks', 'cd', 'cm', 'sn'] as const)('%s never does', (deviceClass) => {
    for (const filter of ['dn/cred', 'dn/+', 'dn/#', 'dn/*'])
      expect(may(deviceClass, 'Subscribe', `topicfilter/v1/${SELF}/${filter}`)).toBe(false)
    expect(may(deviceClass, 'Receive', `topic/v1/${SELF}/dn/cred`)).toBe(false)
  })
})
