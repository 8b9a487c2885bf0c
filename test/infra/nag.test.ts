import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { assemble } from './assembly.ts'

/** Findings that are right as they are, each with its reason. Any other finding fails, and so does a line that finds nothing. */
const ACKNOWLEDGED: readonly { readonly rule: RegExp; readonly where: RegExp; readonly reason: string }[] = [
  {
    rule: /^AwsSolutions-APIG4$/,
    where: /^Api\/(signUp|confirmSignUp|createToken|getOpenApi|claimDevice)\/Resource$/,
    reason:
      'Before there is a token there is none to check; each of these checks a code, a password or nothing secret.',
  },
  {
    rule: /^AwsSolutions-APIG4$/,
    where: /^Api\/DisconnectRoute\/Resource$/,
    reason: 'A WebSocket is authorized when it connects; API Gateway takes no authorizer on any other route.',
  },
  {
    rule: /^AwsSolutions-APIG1$|^Serverless-APIGWAccessLogging$/,
    where: /^Api\/LiveStage\/Resource$/,
    reason: 'API Gateway logs WebSockets only by a role that is set for the whole account, which is not ours to set.',
  },
  {
    rule: /^AwsSolutions-CFR1$/,
    where: /^Edge\/Distribution\/Resource$/,
    reason: 'Residents read their messages from wherever they travel.',
  },
  {
    rule: /^AwsSolutions-CFR2$/,
    where: /^Edge\/Distribution\/Resource$/,
    reason:
      'A firewall costs more than the rest of a small installation; throttling and the ladder of sign-in guard the API.',
  },
  {
    rule: /^AwsSolutions-CFR4$/,
    where: /^Edge\/Distribution\/Resource$/,
    reason: 'CloudFront fixes the protocol of its own domain name; a certificate of one’s own brings TLS 1.2 with it.',
  },
  {
    rule: /^AwsSolutions-COG2$/,
    where: /^Identity\/Users\/Resource$/,
    reason: 'A second factor is offered, not forced: attendants share a desk, and threat protection is on in full.',
  },
  {
    rule: /^AwsSolutions-SMG4$/,
    where: /^Data\/Secret\/Resource$/,
    reason: 'Links that were sent and codes that are sealed live on it; rotating would void them all at once.',
  },
  {
    rule: /^AwsSolutions-SQS3$|^Serverless-SQSRedrivePolicy$/,
    where: /DeadLetters\/Resource$|Undelivered\/Resource$/,
    reason: 'The end of the line: an alarm watches it and a person empties it.',
  },
  {
    rule: /^Serverless-LambdaEventSourceMappingDestination$/,
    where: /SqsEventSource:/,
    reason: 'The queue itself sets aside what fails too often.',
  },
  {
    rule: /^Serverless-LambdaDLQ$/,
    where: /^(Labels|Escalation|Devices|Events|Api)\//,
    reason: 'Called and answered, or fed by a queue, a stream or a state machine that keep what fails themselves.',
  },
  {
    rule: /^Serverless-(LambdaDLQ|EventBusDLQ)$/,
    where: /^Schedule\//,
    reason: 'A missed tick is made good by the next one; the alarm on faults tells of many.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    where: /(Role|Ladder\/Role|Tenant\/Role)\/DefaultPolicy\/Resource$/,
    reason:
      'X-Ray segments, text messages to a phone, certificates from a request and log deliveries know no resource.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*\.Arn>:\*\]$/,
    where: /^Escalation\/Ladder\/Role\//,
    reason: 'All versions of the two functions of the ladder.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*:execution:.*\]$/,
    where: /^(Events\/OpenIncident|Schedule\/ResumeEscalations)Role\//,
    reason: 'Executions of the one ladder, whose names are incidents.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Evidence.*\/\*\]$/,
    where: /^Labels\/ReadLabelRole\//,
    reason: 'The reader reads the picture that the API names, of whichever portfolio.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*Evidence.*<aws:PrincipalTag\/portfolioId>\/\*\]$/,
    where: /^Api\/Tenant\/Role\//,
    reason: 'All pictures of one portfolio, which the session tag names.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*@connections\/\*\]$/,
    where: /^Events\/ProjectRole\//,
    reason: 'Open pages; their ids are made by the gateway.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:aws:iot:.*:(topic\/v1\/\*\/dn\/\*|thing\/\*|cert\/\*)\]$/,
    where: /^(Devices|Events|Api)\/\w+Role\//,
    reason: 'Devices and their certificates come and go; topics of theirs lead down only.',
  },
  {
    rule: /^(AwsSolutions-(IAM4|IAM5|L1)|Serverless-Lambda)/,
    where: /^Edge\/(AWS679f53fac002430cb0da5b7982bd2287|DeviceAddresses\/Endpoint)\//,
    reason:
      'CDK’s own function that asks for the account’s MQTT endpoint while deploying; DescribeEndpoint knows no resource.',
  },
]

const Report = z.object({
  pluginReports: z.array(
    z.object({
      violations: z.array(
        z.object({ ruleName: z.string(), violatingConstructs: z.array(z.object({ constructPath: z.string() })) }),
      ),
    }),
  ),
})

const findings = (): string[] => {
  const { app } = assemble({ stage: 'prod' })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
  // Findings make the synthesis throw after the report is written; the report is what this test judges.
  try {
    app.synth()
  } catch (error) {
    if (!/validation/i.test(String(error))) throw error
  }
  const report = Report.parse(JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')))
  rmSync(app.outdir, { recursive: true })
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    ),
  )
}

describe('cdk-nag', () => {
  const found = findings().map((line) => {
    const space = line.lastIndexOf(' ')
    return { rule: line.slice(0, space), where: line.slice(space + 1) }
  })
  const matches = (finding: { rule: string; where: string }, known: (typeof ACKNOWLEDGED)[number]) =>
    known.rule.test(finding.rule) && known.where.test(finding.where)

  it('finds nothing that is not explained', () => {
    const unexplained = found.filter((finding) => !ACKNOWLEDGED.some((known) => matches(finding, known)))
    expect(unexplained).toEqual([])
  })

  it('has no explanation too many', () => {
    const unused = ACKNOWLEDGED.filter((known) => !found.some((finding) => matches(finding, known)))
    expect(unused.map(({ reason }) => reason)).toEqual([])
  })
})
