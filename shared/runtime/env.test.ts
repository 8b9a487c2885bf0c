import { afterEach, expect, test, vi } from 'vitest'
import { environment } from './env.ts'

afterEach(() => vi.unstubAllEnvs())

test('a function gets the variables it names, parsed', () => {
  vi.stubEnv('TABLE_NAME', 'T')
  vi.stubEnv('DEVICE_MQTT_PORT', '9001')
  expect(environment('TABLE_NAME', 'DEVICE_MQTT_PORT')).toEqual({ TABLE_NAME: 'T', DEVICE_MQTT_PORT: 9001 })
})

test('a function with a wrong environment does not start', () => {
  vi.stubEnv('BUS_NAME', undefined)
  expect(() => environment('BUS_NAME')).toThrow('BUS_NAME')
})

test('what the contract calls optional may be absent', () => {
  vi.stubEnv('JWKS_URI', undefined)
  expect(environment('JWKS_URI').JWKS_URI).toBeUndefined()
})
