import { type Environment, RemovalPolicy } from 'aws-cdk-lib'
import type { Node } from 'constructs'
import * as z from 'zod'
import { ON_AWS, onOneMachine, type Relaxations } from './local.ts'

/** What an installation can be told; everything else is the same everywhere. */
export interface Settings {
  /** Name of the installation: `dev`, `prod` or another. */
  readonly stage: string
  /** Production keeps its data: deletion protection, retained buckets, keys and pools. */
  readonly keepsData: boolean
  readonly removalPolicy: RemovalPolicy
  /** Address that e-mails come from; the data stack makes its domain an identity of SES. */
  readonly emailFrom: string
  /** Address that alarms are sent to. @default - the topic has no subscriber yet */
  readonly alarmEmail?: string
  readonly relaxations: Relaxations
  /** Account and region; the table's key is named per region, so the region cannot stay open. */
  readonly env: Environment
}

/** Domain of the address that e-mails come from. */
export const senderDomain = ({ emailFrom }: Settings): string => emailFrom.slice(emailFrom.indexOf('@') + 1)

const Context = z.object({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,11}$/, 'stage must be 1 to 12 lower-case letters and digits')
    .default('dev'),
  emailFrom: z.email().default('packages@vestibule.example'),
  alarmEmail: z.email().optional(),
  local: z
    .string()
    .transform((text) => JSON.parse(text) as unknown)
    .pipe(
      z.strictObject({
        endpoint: z.url(),
        mqttHost: z.string(),
        mqttPort: z.number().int(),
        pagesUrl: z.url(),
      }),
    )
    .optional(),
})

/** Reads `--context stage=… emailFrom=… alarmEmail=… local=…`; throws with the wrong value's name. */
export const settingsFrom = (node: Node, env: NodeJS.ProcessEnv = process.env): Settings => {
  const read = (key: string): unknown => node.tryGetContext(key) ?? undefined
  const { stage, emailFrom, alarmEmail, local } = Context.parse({
    stage: read('stage'),
    emailFrom: read('emailFrom'),
    alarmEmail: read('alarmEmail'),
    local: read('local'),
  })
  const keepsData = stage === 'prod'
  return {
    stage,
    keepsData,
    removalPolicy: keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    emailFrom,
    ...(alarmEmail ? { alarmEmail } : {}),
    relaxations: local ? onOneMachine(local) : ON_AWS,
    // The CLI looks these up with the credentials of the shell.
    env: {
      region: env.CDK_DEFAULT_REGION ?? 'us-east-1',
      ...(env.CDK_DEFAULT_ACCOUNT ? { account: env.CDK_DEFAULT_ACCOUNT } : {}),
    },
  }
}
