import { runSimulation } from '@cloud-copilot/iam-simulate'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { ITEM_ACTIONS } from '../../infra/constructs/item-access.ts'
import { ARNS, assemble, concrete, type Resource, resourcesOf, type Template, templatesOf } from './assembly.ts'

interface Statement {
  readonly Effect: string
  readonly Action: string | string[]
  readonly Resource?: string | string[]
  readonly Condition?: Record<string, unknown>
}

const OWN = 'pf_01hzzzzzzzzzzzzzzzzzzzzzzz'
const OTHER = 'pf_01jyyyyyyyyyyyyyyyyyyyyyyy'
const ROLE = 'arn:aws:iam::111122223333:role/tenant'

let templates: Record<string, Template>
let api: ReadonlyMap<string, Resource>

beforeAll(() => {
  templates = templatesOf(assemble({ stage: 'prod' }))
  api = resourcesOf(templates, 'AWS::IAM::Policy')
})

/** Policy of a role by the beginning of the role's logical id. */
const policyOf = (role: string): { Version: string; Statement: Statement[] } => {
  const [found] = [...api].filter(([id]) => id.startsWith(`Api/${role}`))
  if (!found) throw new Error(`no policy of ${role}`)
  return concrete(found[1].Properties.PolicyDocument) as { Version: string; Statement: Statement[] }
}

/** What production's tenant policy decides for a session of {@link OWN}. */
const decide = async (
  action: string,
  resource: string,
  contextVariables: Record<string, string | string[]> = {},
  role = 'TenantRole',
): Promise<string> => {
  const result = await runSimulation(
    {
      identityPolicies: [{ name: 'policy', policy: policyOf(role) }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      request: {
        action,
        principal: ROLE,
        resource: { resource, accountId: '111122223333' },
        contextVariables: { 'aws:PrincipalTag/portfolioId': OWN, ...contextVariables },
      },
    },
    {},
  )
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors))
  return result.overallResult
}

const keys = (...partitions: string[]) => ({ 'dynamodb:LeadingKeys': partitions })
const itemActions = ITEM_ACTIONS.filter((action) => action !== 'dynamodb:ConditionCheckItem')

describe('the tenant role on the table', () => {
  test.each(itemActions)('%s reaches its own partitions', async (action) => {
    expect(await decide(action, ARNS.table, keys(`PF#${OWN}#PROP#1`))).toBe('Allowed')
  })

  test.each(itemActions)('%s reaches no other portfolio', async (action) => {
    expect(await decide(action, ARNS.table, keys(`PF#${OTHER}#PROP#1`))).toBe('ImplicitlyDenied')
  })

  test.each([
    ['an id that begins alike', `PF#${OWN}x#PROP#1`],
    ['the portfolio without its separator', `PF#${OWN}`],
    ['another letter case', `pf#${OWN}#PROP#1`],
    ['the registry', 'PF#registry#KEY#abc'],
    ['its own id behind another', `PF#${OTHER}#PF#${OWN}#`],
    ['its own id without the prefix', `${OWN}#PROP#1`],
    ['an empty key', ''],
  ])('reads nothing at %s', async (_, partition) => {
    expect(await decide('dynamodb:GetItem', ARNS.table, keys(partition))).toBe('ImplicitlyDenied')
  })

  it('takes several keys only if all are its own', async () => {
    const both = keys(`PF#${OWN}#A`, `PF#${OWN}#B`)
    const mixed = keys(`PF#${OWN}#A`, `PF#${OTHER}#B`)
    expect(await decide('dynamodb:BatchGetItem', ARNS.table, both)).toBe('Allowed')
    expect(await decide('dynamodb:BatchGetItem', ARNS.table, mixed)).toBe('ImplicitlyDenied')
    expect(await decide('dynamodb:BatchWriteItem', ARNS.table, mixed)).toBe('ImplicitlyDenied')
  })

  it('is refused without any key', async () => {
    expect(await decide('dynamodb:Query', ARNS.table)).toBe('ImplicitlyDenied')
    expect(await decide('dynamodb:Query', ARNS.table, keys())).toBe('ImplicitlyDenied')
  })

  it('never scans, whatever it is told', async () => {
    expect(await decide('dynamodb:Scan', ARNS.table)).toBe('ImplicitlyDenied')
    expect(await decide('dynamodb:Scan', ARNS.table, keys(`PF#${OWN}#A`))).toBe('ImplicitlyDenied')
  })

  test.each(['gsi1', 'gsi2'])('queries index %s in its own partitions only', async (index) => {
    const arn = `${ARNS.table}/index/${index}`
    expect(await decide('dynamodb:Query', arn, keys(`PF#${OWN}#UNIT`))).toBe('Allowed')
    expect(await decide('dynamodb:Query', arn, keys(`PF#${OTHER}#UNIT`))).toBe('ImplicitlyDenied')
    expect(await decide('dynamodb:Query', arn)).toBe('ImplicitlyDenied')
  })

  // A transaction is authorized item by item, each as the action it is; a check is one of them.
  test.each(['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem', 'GetItem'])(
    'a transaction may %s its own items only',
    async (verb) => {
      const inTransaction = { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] }
      const ask = (portfolio: string) =>
        decide(`dynamodb:${verb}`, ARNS.table, {
          ...keys(`PF#${portfolio}#PKG`),
          ...(verb === 'ConditionCheckItem' ? {} : inTransaction),
        })
      expect(await ask(OWN)).toBe('Allowed')
      expect(await ask(OTHER)).toBe('ImplicitlyDenied')
    },
  )

  test.each([
    'UpdateTable',
    'DeleteTable',
    'DescribeStream',
    'GetRecords',
    'PartiQLSelect',
    'ExportTableToPointInTime',
  ])('may not %s', async (verb) => {
    const resource = /Stream|Records/.test(verb) ? `${ARNS.table}/stream/1` : ARNS.table
    expect(await decide(`dynamodb:${verb}`, resource)).toBe('ImplicitlyDenied')
  })
})

describe('the tenant role on evidence', () => {
  const at = (path: string) => `${ARNS.evidence}/${path}`

  test.each(['s3:GetObject', 's3:PutObject'])('%s reaches its own pictures only', async (action) => {
    expect(await decide(action, at(`${OWN}/evd_1.jpg`))).toBe('Allowed')
    expect(await decide(action, at(`${OTHER}/evd_1.jpg`))).toBe('ImplicitlyDenied')
    expect(await decide(action, at(`${OWN}x/evd_1.jpg`))).toBe('ImplicitlyDenied')
    expect(await decide(action, at('evd_1.jpg'))).toBe('ImplicitlyDenied')
  })

  test.each(['s3:ListBucket', 's3:DeleteBucket'])('may not %s', async (action) => {
    expect(await decide(action, ARNS.evidence)).toBe('ImplicitlyDenied')
  })

  it('deletes nothing', async () => {
    expect(await decide('s3:DeleteObject', at(`${OWN}/evd_1.jpg`))).toBe('ImplicitlyDenied')
  })
})

describe('a session without a portfolio', () => {
  it('reaches nothing', async () => {
    const untagged = { 'aws:PrincipalTag/portfolioId': '' }
    expect(await decide('dynamodb:GetItem', ARNS.table, { ...untagged, ...keys(`PF#${OWN}#A`) })).toBe(
      'ImplicitlyDenied',
    )
  })

  it('cannot be had: the role is assumed with a portfolio’s id as its tag', () => {
    const roles = [...resourcesOf(templates, 'AWS::IAM::Role')].filter(([id]) => id.startsWith('Api/TenantRole'))
    const [trust] = roles.map(([, { Properties }]) => Properties.AssumeRolePolicyDocument.Statement) as [Statement[]]
    expect(roles).toHaveLength(1)
    for (const statement of trust)
      expect(statement).toMatchObject({
        Effect: 'Allow',
        Condition: { StringLike: { 'aws:RequestTag/portfolioId': 'pf_*' } },
      })
  })
})

describe('who may become a tenant', () => {
  it('the tenant-facing functions and nobody else', () => {
    const assuming = [...api]
      .filter(([, { Properties }]) => JSON.stringify(Properties.PolicyDocument).includes('sts:AssumeRole'))
      .map(([id]) => /^Api\/Api(\w+?)Role/.exec(id)?.[1])
    expect(assuming.sort()).toEqual([
      'Access',
      'Carriers',
      'Claims',
      'Devices',
      'Incidents',
      'Intake',
      'Links',
      'Packages',
      'Portfolio',
      'Properties',
      'Readings',
      'Residents',
    ])
  })

  it('these have no way of their own to a portfolio’s items', async () => {
    for (const area of [
      'Access',
      'Carriers',
      'Claims',
      'Incidents',
      'Intake',
      'Links',
      'Packages',
      'Properties',
      'Readings',
      'Residents',
    ])
      for (const action of itemActions)
        expect(await decide(action, ARNS.table, keys(`PF#${OWN}#A`), `Api${area}Role`), `${area} ${action}`).toBe(
          'ImplicitlyDenied',
        )
  })

  test.each(['Portfolio', 'Devices'])('%s reaches the registry beside its tenant, and only that', async (area) => {
    const role = `Api${area}Role`
    expect(await decide('dynamodb:PutItem', ARNS.table, keys('PF#registry#KEY#abc'), role)).toBe('Allowed')
    expect(await decide('dynamodb:PutItem', ARNS.table, keys(`PF#${OWN}#A`), role)).toBe('ImplicitlyDenied')
    expect(await decide('dynamodb:Query', ARNS.table, keys(), role)).toBe('ImplicitlyDenied')
  })
})

describe('functions that anybody may call', () => {
  const write = ['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem']
  const read = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']
  const indexes = ['gsi1', 'gsi2'].map((index) => `${ARNS.table}/index/${index}`)

  test.each(['ApiPublicRole', 'ApiClaimsRole', 'ConnectRole', 'DisconnectRole'])(
    '%s reads no item of any portfolio, neither by itself nor in an index',
    async (role) => {
      const places = ['PKG', 'PORTFOLIO', 'USERS', 'LIVE', 'ROOM#1#CODES', 'THING#rc-1', 'UNIT#1'].map(
        (part) => `PF#${OWN}#${part}`,
      )
      for (const action of read)
        for (const place of places)
          for (const arn of [ARNS.table, ...indexes])
            expect(await decide(action, arn, keys(place), role), `${action} ${place}`).toBe('ImplicitlyDenied')
      expect(await decide('dynamodb:Query', ARNS.table, keys(), role)).toBe('ImplicitlyDenied')
      expect(await decide('dynamodb:Scan', ARNS.table, {}, role)).toBe('ImplicitlyDenied')
    },
  )

  it('sign-up adds a portfolio, its owner and a membership, and changes nothing', async () => {
    const role = 'ApiPublicRole'
    const added = [`PF#${OWN}#PORTFOLIO`, `PF#${OWN}#USERS`, 'PF#registry#SUB#1', 'PF#registry#SIGNUP#1']
    for (const place of added) expect(await decide('dynamodb:PutItem', ARNS.table, keys(place), role)).toBe('Allowed')
    expect(await decide('dynamodb:GetItem', ARNS.table, keys('PF#registry#SIGNUP#1'), role)).toBe('Allowed')
    for (const place of [`PF#${OWN}#PROP#1#PKG`, `PF#${OWN}#LIVE`, 'PF#registry#KEY#1', 'PF#registry#CLAIM#1'])
      for (const action of ['dynamodb:PutItem', ...write, ...read])
        expect(await decide(action, ARNS.table, keys(place), role), `${action} ${place}`).toBe('ImplicitlyDenied')
    for (const place of added)
      for (const action of write)
        expect(await decide(action, ARNS.table, keys(place), role), `${action} ${place}`).toBe('ImplicitlyDenied')
  })

  it('the claim finds its code and adds what names its device, and leaves the rest of the registry alone', async () => {
    const role = 'ApiClaimsRole'
    for (const kind of ['CLAIM', 'THING', 'KEY'])
      for (const verb of ['GetItem', 'PutItem', 'UpdateItem'])
        expect(await decide(`dynamodb:${verb}`, ARNS.table, keys(`PF#registry#${kind}#1`), role)).toBe('Allowed')
    for (const kind of ['SUB', 'SIGNUP', 'TICKET', 'ENDS'])
      for (const action of itemActions)
        expect(await decide(action, ARNS.table, keys(`PF#registry#${kind}#1`), role)).toBe('ImplicitlyDenied')
    expect(await decide('dynamodb:Query', ARNS.table, keys('PF#registry#CLAIM#1'), role)).toBe('ImplicitlyDenied')
  })

  test.each([
    ['ConnectRole', 'dynamodb:PutItem'],
    ['DisconnectRole', 'dynamodb:DeleteItem'],
  ])('%s may only %s, and only where open pages are remembered', async (role, allowed) => {
    for (const action of itemActions) {
      const there = await decide(action, ARNS.table, keys(`PF#${OWN}#LIVE`), role)
      expect(there, action).toBe(action === allowed ? 'Allowed' : 'ImplicitlyDenied')
      for (const place of [`PF#${OWN}#USERS`, `PF#${OWN}#PROP#1#PKG`, 'PF#registry#KEY#1'])
        expect(await decide(action, ARNS.table, keys(place), role), `${action} ${place}`).toBe('ImplicitlyDenied')
    }
  })
})

describe('all functions', () => {
  it('use * only where an action knows no resource', () => {
    const wide = new Set<string>()
    for (const [id, { Properties }] of resourcesOf(templates, 'AWS::IAM::Policy')) {
      const { Statement } = concrete(Properties.PolicyDocument) as { Statement: Statement[] }
      for (const { Effect, Action, Resource } of Statement)
        if (Effect === 'Allow' && [Resource].flat().includes('*'))
          for (const action of [Action].flat()) wide.add(`${action}${/^Edge/.test(id) ? ' while deploying' : ''}`)
    }
    expect([...wide].filter((action) => !action.startsWith('logs:')).sort()).toEqual([
      'iot:AttachPolicy',
      'iot:AttachThingPrincipal',
      'iot:CreateCertificateFromCsr',
      'iot:DescribeEndpoint while deploying',
      'sns:Publish',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ])
  })

  it('the authorizer looks into the registry only, and adds nothing there', async () => {
    const role = 'AuthorizeRole'
    const entry = keys('PF#registry#KEY#a')
    expect(await decide('dynamodb:GetItem', ARNS.table, entry, role)).toBe('Allowed')
    expect(await decide('dynamodb:UpdateItem', ARNS.table, entry, role)).toBe('Allowed')
    expect(await decide('dynamodb:PutItem', ARNS.table, entry, role)).toBe('ImplicitlyDenied')
    expect(await decide('dynamodb:DeleteItem', ARNS.table, entry, role)).toBe('ImplicitlyDenied')
    expect(await decide('dynamodb:GetItem', ARNS.table, keys(`PF#${OWN}#A`), role)).toBe('ImplicitlyDenied')
  })

  it('the authorizer of live pages uses tickets up and reads nothing', async () => {
    for (const action of itemActions)
      for (const place of ['PF#registry#TICKET#a', 'PF#registry#KEY#a', 'PF#registry#SUB#a', `PF#${OWN}#LIVE`]) {
        const isAllowed = action === 'dynamodb:DeleteItem' && place.includes('#TICKET#')
        const decided = await decide(action, ARNS.table, keys(place), 'AuthorizeLiveRole')
        expect(decided, `${action} ${place}`).toBe(isAllowed ? 'Allowed' : 'ImplicitlyDenied')
      }
  })
})
