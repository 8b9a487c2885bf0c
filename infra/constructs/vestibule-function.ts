import { Duration } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { EnvironmentName } from '../../shared/contracts/environment.ts'
import { METRIC_NAMESPACE } from '../../shared/contracts/metrics.ts'
import type { FunctionBundles } from '../bundling/functions.ts'
import type { Settings } from '../config/settings.ts'

/** What every stack with functions is given. */
export interface Workshop {
  readonly settings: Settings
  readonly bundles: FunctionBundles
}

/** Properties of {@link VestibuleFunction}. */
export interface VestibuleFunctionProps {
  readonly workshop: Workshop
  /** Entry file: `functions/…/verb-noun.ts`, exporting `handler`. */
  readonly entry: string
  /** One sentence for the console. */
  readonly description: string
  /** @default 512 MB: a third of a processor, enough for an init below 150 ms */
  readonly memorySize?: number
  /** @default 10 seconds */
  readonly timeout?: Duration
  /** @default - the bundle of the entry */
  readonly code?: Code
  /** @default arm64 */
  readonly architecture?: Architecture
}

/**
 * A Lambda function of this system: Node 24, JSON logs kept for a month, active tracing, and a role of its own that can
 * do nothing but write that log until something is granted.
 */
export class VestibuleFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: VestibuleFunctionProps) {
    const { settings, bundles } = props.workshop
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: settings.removalPolicy,
    })
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    logGroup.grantWrite(role)
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture ?? Architecture.ARM_64,
      code: props.code ?? bundles.codeOf(props.entry),
      handler: 'index.handler',
      description: props.description,
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout ?? Duration.seconds(10),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
    })
    this.tell('STAGE', settings.stage)
    this.addEnvironment('POWERTOOLS_SERVICE_NAME', id)
    this.addEnvironment('POWERTOOLS_METRICS_NAMESPACE', METRIC_NAMESPACE)
  }

  /** Sets one of the variables that functions may read. */
  tell(name: EnvironmentName, value: string): void {
    this.addEnvironment(name, value)
  }

  /** Allows actions on resources; `grant*` of a construct is preferred where there is one. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }))
  }
}
