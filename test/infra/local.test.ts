import { describe, expect, it } from 'vitest'
import { assemble, type Resource, type Template, templatesOf } from './assembly.ts'

const LOCAL = JSON.stringify({
  endpoint: 'https://localhost:4566',
  mqttHost: 'localhost',
  mqttPort: 18883,
  pagesUrl: 'http://127.0.0.1:8080',
})

/** One difference: `<stack>/<logical id>` and the path of the property, or of the whole resource. */
interface Difference {
  readonly resource: string
  readonly type: string
  readonly path: string
  readonly onAws: unknown
  readonly here: unknown
}

const differ = (a: unknown, b: unknown, path: string): { path: string; onAws: unknown; here: unknown }[] => {
  if (JSON.stringify(a) === JSON.stringify(b)) return []
  const both = [a, b]
  if (both.every((value) => typeof value === 'object' && value !== null && !Array.isArray(value))) {
    const [left, right] = both as Record<string, unknown>[]
    return [...new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})])].flatMap((key) =>
      differ(left?.[key], right?.[key], `${path}.${key}`),
    )
  }
  return [{ path, onAws: a, here: b }]
}

const compare = (onAws: Record<string, Template>, here: Record<string, Template>): Difference[] =>
  Object.keys(onAws).flatMap((stack) => {
    const [left, right] = [onAws[stack]?.Resources ?? {}, here[stack]?.Resources ?? {}]
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((id) => {
      const type = (left[id] ?? right[id])?.Type ?? ''
      return differ(left[id], right[id], '').map((found) => ({ ...found, resource: `${stack}/${id}`, type }))
    })
  })

const statementsOf = (value: unknown): { Sid?: string; Action: string | string[] }[] =>
  Array.isArray(value) ? value : []
const isResource = (value: unknown): value is Resource => typeof value === 'object' && value !== null && 'Type' in value
const canonical = (value: unknown) => JSON.stringify(value)

/** Statements that only one side has; equal statements cancel each other. */
const changed = ({ onAws, here }: Difference) => {
  const [left, right] = [statementsOf(onAws), statementsOf(here)]
  const without = (these: typeof left, those: typeof left) =>
    these.filter((one) => !those.some((other) => canonical(one) === canonical(other)))
  return { onAws: without(left, right), here: without(right, left) }
}

/** Statements that say which partitions (and evidence) may be reached. */
const RELAXED = [
  'OwnItems',
  'OwnEvidence',
  'RegistryItems',
  'SignUpItems',
  'NewPortfolioItems',
  'ClaimItems',
  'LiveItems',
  'TicketItems',
]

/** The whole list of architecture.md, section 6: what each relaxation may touch, and nothing beside. */
const RELAXATIONS: Record<string, (difference: Difference) => boolean> = {
  'queues that a service feeds lose the TLS-only statement': (difference) => {
    const { type, onAws, here } = difference
    if (type !== 'AWS::SQS::QueuePolicy') return false
    // A queue that nobody else may send to loses its policy with the statement.
    if (isResource(onAws)) {
      const statements = statementsOf(onAws.Properties.PolicyDocument.Statement)
      return here === undefined && statements.every(({ Action }) => Action === 'sqs:*')
    }
    const { onAws: lost, here: gained } = changed(difference)
    return gained.length === 0 && lost.every(({ Action }) => Action === 'sqs:*')
  },
  'roles of tenants lose their conditions': (difference) => {
    const { type, path } = difference
    if (type !== 'AWS::IAM::Policy' || !path.endsWith('.Statement')) return false
    const { onAws, here } = changed(difference)
    const relaxed = onAws.every(({ Sid }) => RELAXED.includes(Sid ?? ''))
    return (
      relaxed &&
      here.length === onAws.length &&
      here.every((one, i) => canonical(one.Action) === canonical(onAws[i]?.Action))
    )
  },
  'e-mail may be sent from any identity': (difference) => {
    const { onAws, here } = changed(difference)
    const isEmail = (these: typeof onAws) => these.length === 1 && these[0]?.Sid === 'Email'
    return difference.type === 'AWS::IAM::Policy' && isEmail(onAws) && isEmail(here)
  },
  'functions are told other addresses': ({ type, path }) =>
    type === 'AWS::Lambda::Function' &&
    /\.Environment\.Variables\.(PAGES_URL|LIVE_ENDPOINT|JWKS_URI|IOT_DATA_ENDPOINT|DEVICE_MQTT_HOST|DEVICE_MQTT_PORT|DEVICE_CA_URL)(\.|$)/.test(
      path,
    ),
  'the account’s MQTT endpoint is not asked for': ({ resource, here }) =>
    /^Edge\/(DeviceAddressesEndpoint|AWS679f53fac002430cb0da5b7982bd2287)/.test(resource) && here === undefined,
}

describe('the local context', () => {
  const differences = compare(templatesOf(assemble()), templatesOf(assemble({ local: LOCAL })))

  it('changes nothing beyond its list', () => {
    const others = differences.filter((found) => !Object.values(RELAXATIONS).some((allows) => allows(found)))
    expect(others).toEqual([])
  })

  it.each(Object.keys(RELAXATIONS))('%s', (name) => {
    expect(differences.some((found) => RELAXATIONS[name]?.(found))).toBe(true)
  })

  it('is refused when an address is missing', () => {
    expect(() => assemble({ local: JSON.stringify({ endpoint: 'https://localhost:4566' }) })).toThrow(/mqttHost/)
  })
})
