import { describe, expect, it, test } from 'vitest'
import { FUNCTION_ENTRIES } from '../../infra/vestibule.ts'
import { EVENT_TYPES } from '../../shared/contracts/domain-event.ts'
import { COUNTED, METRIC_NAMESPACE, METRIC_SERVICE } from '../../shared/contracts/metrics.ts'
import { ROUTES } from '../../shared/contracts/routes/all.ts'
import { AREAS } from '../../shared/contracts/routes/route.ts'
import { assemble, concrete, type Resource, resourcesOf, templatesOf } from './assembly.ts'

const prod = templatesOf(assemble({ stage: 'prod' }))
const all = (type: string) => [...resourcesOf(prod, type)]
const text = (value: unknown) => JSON.stringify(concrete(value))
const one = (type: string, part = ''): Resource['Properties'] => {
  const [found, ...more] = all(type).filter(([id]) => id.includes(part))
  if (!found || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} of ${type} ${part}`)
  return found[1].Properties
}

describe('data', () => {
  it('is one table with two indexes, a stream, backups, expiry, its own key and protection', () => {
    const table = one('AWS::DynamoDB::GlobalTable')
    expect(table).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    })
    expect(table.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: 'gsi1', Projection: { ProjectionType: 'ALL' } },
      { IndexName: 'gsi2', Projection: { ProjectionType: 'KEYS_ONLY' } },
    ])
    expect(table.Replicas).toMatchObject([
      { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ])
  })

  it('rotates its keys', () => {
    for (const [, { Properties }] of all('AWS::KMS::Key')) expect(Properties.EnableKeyRotation).toBe(true)
  })

  test.each(['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool', 'AWS::KMS::Key'])(
    'production keeps every %s',
    (type) => {
      for (const [id, { DeletionPolicy }] of all(type)) expect(DeletionPolicy, id).toBe('Retain')
    },
  )

  it('other stages keep nothing', () => {
    const dev = templatesOf(assemble())
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool'])
      for (const [id, { DeletionPolicy }] of resourcesOf(dev, type)) expect(DeletionPolicy, id).toBe('Delete')
  })

  it('has no public bucket, and none that answers without TLS', () => {
    const policies = all('AWS::S3::BucketPolicy').map(([, { Properties }]) => text(Properties.PolicyDocument))
    expect(policies).toHaveLength(all('AWS::S3::Bucket').length)
    for (const policy of policies) expect(policy).toContain('"aws:SecureTransport":"false"')
    for (const [id, { Properties }] of all('AWS::S3::Bucket'))
      expect(Properties.PublicAccessBlockConfiguration, id).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
  })
})

describe('identity', () => {
  it('lets people sign up themselves, with a verified address and a strong password', () => {
    expect(one('AWS::Cognito::UserPool')).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      AutoVerifiedAttributes: ['email'],
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
        },
      },
    })
    const client = one('AWS::Cognito::UserPoolClient')
    expect(client.GenerateSecret).toBe(false)
    expect(client.ExplicitAuthFlows).toEqual(
      expect.arrayContaining(['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']),
    )
  })
})

describe('functions', () => {
  const functions = all('AWS::Lambda::Function').filter(([id]) => !id.includes('AWS679f53fac'))

  it('are one for each entry, and the label reader', () => {
    expect(functions).toHaveLength(FUNCTION_ENTRIES.length + 1)
    expect(FUNCTION_ENTRIES.filter((entry) => entry.startsWith('functions/api/'))).toHaveLength(AREAS.length)
  })

  test.each(functions)('%s runs on Node 24, is traced, and logs JSON to a group of its own', (id, { Properties }) => {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON' },
      Architectures: [id.startsWith('Labels/') ? 'x86_64' : 'arm64'],
    })
    expect(Properties.LoggingConfig.LogGroup).toBeDefined()
  })

  it('each have a role of their own without managed policies', () => {
    const roles = functions.map(([, { Properties }]) => text(Properties.Role))
    expect(new Set(roles).size).toBe(roles.length)
    for (const [id, { Properties }] of all('AWS::IAM::Role').filter(([id]) => !id.includes('AWS679f53fac')))
      expect(Properties.ManagedPolicyArns, id).toBeUndefined()
  })

  it('keep no log for ever', () => {
    for (const [id, { Properties }] of all('AWS::Logs::LogGroup')) expect(Properties.RetentionInDays, id).toBe(30)
  })
})

describe('api', () => {
  const routes = all('AWS::ApiGatewayV2::Route').filter(([, { Properties }]) => !Properties.RouteKey.startsWith('$'))

  it('has every declared route and no other', () => {
    expect(routes.map(([, { Properties }]) => Properties.RouteKey).sort()).toEqual(
      ROUTES.map(({ method, path }) => `${method} ${path}`).sort(),
    )
  })

  it('asks the authorizer on every route that is not public', () => {
    for (const { method, path, scope } of ROUTES) {
      const [, found] = routes.find(([, { Properties }]) => Properties.RouteKey === `${method} ${path}`) ?? []
      expect(found?.Properties.AuthorizationType, path).toBe(scope === 'public' ? 'NONE' : 'CUSTOM')
    }
  })

  it('has one authorizer for tokens, keys and links, whose answers are cached for a minute', () => {
    const [http, ...others] = all('AWS::ApiGatewayV2::Authorizer')
      .map(([, { Properties }]) => Properties)
      .filter(({ AuthorizerPayloadFormatVersion }) => AuthorizerPayloadFormatVersion === '2.0')
    expect(others).toEqual([])
    expect(http).toMatchObject({
      AuthorizerType: 'REQUEST',
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization'],
      AuthorizerResultTtlInSeconds: 60,
    })
  })

  it('throttles, and logs who called but neither headers nor query', () => {
    const stages = all('AWS::ApiGatewayV2::Stage').map(([, { Properties }]) => Properties)
    for (const { DefaultRouteSettings } of stages)
      expect(DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 })
    const [http, live, ...others] = stages.sort((a, b) => (a.StageName < b.StageName ? -1 : 1))
    expect([http?.StageName, live?.StageName, others]).toEqual(['$default', 'live', []])
    expect(http?.AccessLogSettings.Format).toContain('$context.requestId')
    expect(http?.AccessLogSettings.Format).not.toMatch(/header|query|authorizer\.principal|token/i)
  })
})

describe('queues', () => {
  const queues = all('AWS::SQS::Queue')
  const worked = queues.filter(([, { Properties }]) => Properties.RedrivePolicy)
  const final = queues.filter(([, { Properties }]) => !Properties.RedrivePolicy)

  it('that are worked on set aside what fails five times, notices what services put off for an hour', () => {
    expect(worked).toHaveLength(8)
    for (const [id, { Properties }] of worked) {
      expect(Properties.RedrivePolicy.maxReceiveCount, id).toBe(id.includes('NotifyRecipient') ? 20 : 5)
      expect(text(Properties.RedrivePolicy.deadLetterTargetArn), id).toMatch(/DeadLetters/)
    }
  })

  it('are each worked on by one function with partial answers', () => {
    const mappings = all('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties)
    for (const [id] of worked) {
      const readers = mappings.filter(({ EventSourceArn }) => text(EventSourceArn).includes(id.split('/')[1] ?? '?'))
      expect(readers, id).toHaveLength(1)
      expect(readers[0]?.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
    }
  })

  it('are encrypted, and refuse senders without TLS', () => {
    const policies = all('AWS::SQS::QueuePolicy').map(([, { Properties }]) => text(Properties))
    for (const [id, { Properties }] of queues) {
      expect(Properties.SqsManagedSseEnabled, id).toBe(true)
      const own = policies.filter((policy) => policy.includes(`"Queues":["${id.split('/')[1]}"]`))
      expect(own.join(), id).toContain('"aws:SecureTransport":"false"')
    }
  })

  it('at the end of a line have an alarm that any message sets off', () => {
    const alarms = all('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties)
    expect(final).toHaveLength(18)
    for (const [id] of final) {
      const [alarm, ...more] = alarms.filter(({ Dimensions }) =>
        text(Dimensions ?? '').includes(id.split('/')[1] ?? '?'),
      )
      expect(more, id).toEqual([])
      expect(alarm, id).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
      })
    }
  })
})

describe('alarms', () => {
  const alarms = all('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties)
  const on = (metric: string) => alarms.filter(({ MetricName }) => MetricName === metric)

  it('watch the age of the stream for both of its readers', () => {
    expect(on('IteratorAge')).toHaveLength(2)
    for (const { Threshold } of on('IteratorAge')) expect(Threshold).toBe(120_000)
  })

  it('watch failed and timed out ladders', () => {
    expect(on('ExecutionsFailed')).toMatchObject([{ Threshold: 0 }])
    expect(on('ExecutionsTimedOut')).toMatchObject([{ Threshold: 0 }])
  })

  it('watch each fault of what runs on a schedule, which no threshold of several in a few minutes would see', () => {
    const ofSchedule = on('Errors').filter(({ Dimensions }) =>
      /ResumeEscalations|EndCredentials/.test(text(Dimensions)),
    )
    expect(ofSchedule).toMatchObject([{ Threshold: 0 }, { Threshold: 0 }])
  })

  it('watch every function, waiting work, throttling and faults of the API', () => {
    expect(on('Errors')).toHaveLength(FUNCTION_ENTRIES.length + 1)
    expect(on('ApproximateAgeOfOldestMessage')).toHaveLength(8)
    expect(on('ReadThrottleEvents')).toHaveLength(1)
    expect(on('WriteThrottleEvents')).toHaveLength(1)
    expect(on('5xx')).toHaveLength(1)
  })

  it('watch everything that is counted, under the dimension that it is counted with', () => {
    for (const name of COUNTED)
      expect(on(name), name).toMatchObject([
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [{ Name: 'service', Value: METRIC_SERVICE }],
          Statistic: 'Sum',
          Threshold: name === 'ClaimRefused' ? 5 : 0,
        },
      ])
  })

  it('tell somebody, each', () => {
    for (const { AlarmActions, TreatMissingData } of alarms) {
      expect(AlarmActions).toHaveLength(1)
      expect(TreatMissingData).toBe('notBreaching')
    }
  })
})

describe('the stream', () => {
  it('is read from its beginning, in halves where a batch fails, and events are never given up while it has them', () => {
    const readers = all('AWS::Lambda::EventSourceMapping').filter(([, { Properties }]) => Properties.StartingPosition)
    expect(readers).toHaveLength(2)
    for (const [id, { Properties }] of readers)
      expect(Properties, id).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      })
    const limits = readers.map(([id, { Properties }]) => {
      const { MaximumRetryAttempts: tries, MaximumRecordAgeInSeconds: age } = Properties
      return { reader: /Events\/(Project|Publish)/.exec(id)?.[1], tries, age }
    })
    expect(limits).toEqual([
      { reader: 'Project', tries: 10, age: 21_600 },
      // No number of tries: Lambda then goes on until the record is too old.
      { reader: 'Publish', tries: undefined, age: 86_400 },
    ])
  })
})

describe('the bus', () => {
  it('hands on only events that are declared, each rule with a queue for what it cannot deliver', () => {
    const rules = all('AWS::Events::Rule').filter(([, { Properties }]) => Properties.EventPattern)
    expect(rules).toHaveLength(5)
    for (const [id, { Properties }] of rules) {
      expect(Properties.EventPattern.source).toEqual(['vestibule'])
      for (const type of Properties.EventPattern['detail-type']) expect(EVENT_TYPES, id).toContain(type)
      expect(Properties.Targets[0].DeadLetterConfig, id).toBeDefined()
    }
  })

  it('gives notices no code that came in time, and the sync none that it made itself', () => {
    const patternWith = (type: string) =>
      all('AWS::Events::Rule')
        .map(([, { Properties }]) => Properties.EventPattern)
        .find((pattern) => pattern?.['detail-type'].includes(type))
    expect(patternWith('credential.placed').detail).toEqual({ data: { late: [{ exists: false }, true] } })
    expect(patternWith('access_grant.created').detail).toEqual({
      operationId: [{ 'anything-but': 'arrangeResidentCode' }],
    })
    const delays = all('AWS::SQS::Queue').filter(([, { Properties }]) => Properties.DelaySeconds)
    expect(delays.map(([id, { Properties }]) => [id.includes('NotifyRecipient'), Properties.DelaySeconds])).toEqual([
      [true, 3],
    ])
  })
})

describe('the rules of the broker', () => {
  it('queue what devices say and keep what they cannot queue', () => {
    const rules = all('AWS::IoT::TopicRule').map(([, { Properties }]) => Properties)
    expect(rules.map(({ RuleName }) => RuleName).sort()).toEqual([
      'vestibule_events',
      'vestibule_requests',
      'vestibule_shadows',
    ])
    for (const { TopicRulePayload, RuleName } of rules) {
      expect(TopicRulePayload.Sql, RuleName).toMatch(/clientid\(\).*topic\(\).*timestamp\(\).*FROM '/)
      expect(TopicRulePayload.Actions, RuleName).toHaveLength(1)
      expect(TopicRulePayload.ErrorAction.Sqs, RuleName).toBeDefined()
    }
  })
})

describe('the ladder', () => {
  const machine = one('AWS::StepFunctions::StateMachine')
  const definition = JSON.parse(text(machine.DefinitionString).slice(1, -1).replaceAll('\\"', '"')) as {
    TimeoutSeconds: number
    States: Record<string, Record<string, unknown>>
  }

  it('is a standard machine that ends some day', () => {
    expect(machine.StateMachineType ?? 'STANDARD').toBe('STANDARD')
    expect(definition.TimeoutSeconds).toBe(30 * 86_400)
  })

  it('looks, climbs, waits as long as the look said, and looks again', () => {
    expect(definition.States.Look?.Next).toBe('Climbs')
    expect(definition.States.Notify?.Next).toBe('WaitOnRung')
    expect(definition.States.WaitOnRung).toMatchObject({ SecondsPath: '$.look.waitSeconds', Next: 'Look' })
    for (const name of ['Look', 'Notify'])
      expect(definition.States[name]).toMatchObject({ Retry: [{ MaxAttempts: 6 }], Catch: [{ Next: 'Failed' }] })
  })
})

describe('the pages', () => {
  const { DistributionConfig } = one('AWS::CloudFront::Distribution')

  it('come from a private bucket with security headers and a fallback that hides no answer of the API', () => {
    expect(DistributionConfig.CustomErrorResponses).toBeUndefined()
    expect(DistributionConfig.DefaultCacheBehavior.FunctionAssociations).toHaveLength(1)
    expect(DistributionConfig.DefaultCacheBehavior.ResponseHeadersPolicyId).toBeDefined()
    expect(all('AWS::CloudFront::OriginAccessControl')).toHaveLength(1)
  })

  it('share their origin with the API, whose answers are not cached', () => {
    const behaviours = DistributionConfig.CacheBehaviors as { PathPattern: string; CachePolicyId: string }[]
    expect(behaviours.map(({ PathPattern }) => PathPattern)).toEqual(['/v1/*', '/live*'])
    const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
    for (const { CachePolicyId } of behaviours) expect(CachePolicyId).toBe(CACHING_DISABLED)
  })
})
