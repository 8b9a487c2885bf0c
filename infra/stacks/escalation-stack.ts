import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import {
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  JsonPath,
  LogLevel,
  StateMachine,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions'
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import type { Construct } from 'constructs'
import { grantMessages } from '../constructs/messaging.ts'
import { VestibuleFunction, type Workshop } from '../constructs/vestibule-function.ts'
import type { DataStack } from './data-stack.ts'
import type { EdgeStack } from './edge-stack.ts'

/** Properties of {@link EscalationStack}. */
export interface EscalationStackProps extends StackProps {
  readonly workshop: Workshop
  readonly data: DataStack
  readonly edge: EdgeStack
}

/** A ladder that is not answered in a month is no ladder any more. */
const LONGEST_LADDER = Duration.days(30)

/**
 * The escalation ladder: look at the incident, climb a rung, wait, look again. The look alone knows rungs and times (from
 * the portfolio's standard); the machine knows nothing of incidents and ends when the look says so.
 */
export class EscalationStack extends Stack {
  readonly ladder: StateMachine
  readonly functions: readonly VestibuleFunction[]

  constructor(scope: Construct, id: string, props: EscalationStackProps) {
    super(scope, id, props)
    const { workshop, data, edge } = props
    const look = new VestibuleFunction(this, 'LookAtIncident', {
      workshop,
      entry: 'functions/escalation/look-at-incident.ts',
      description: 'Whether an incident still climbs, on which rung, and when to look again',
    })
    data.grantRead(look)
    const notify = new VestibuleFunction(this, 'NotifyRung', {
      workshop,
      entry: 'functions/escalation/notify-rung.ts',
      description: 'Tells the people of a rung about an incident',
    })
    data.grantReadWrite(notify)
    edge.tellPages(notify)
    grantMessages(notify, workshop.settings)
    this.functions = [look, notify]
    this.ladder = this.#ladder(look, notify, workshop)
    new CfnOutput(this, 'LadderArn', { value: this.ladder.stateMachineArn })
  }

  /** Lets a function start and stop ladders. */
  grantClimb(fn: VestibuleFunction): void {
    this.ladder.grantStartExecution(fn)
    this.ladder.grantExecution(fn, 'states:StopExecution', 'states:DescribeExecution')
    fn.tell('LADDER_ARN', this.ladder.stateMachineArn)
  }

  #ladder(look: VestibuleFunction, notify: VestibuleFunction, { settings }: Workshop): StateMachine {
    const retries = { interval: Duration.seconds(2), backoffRate: 2, maxAttempts: 6, maxDelay: Duration.minutes(2) }
    const failed = new Fail(this, 'Failed', {
      error: 'LadderFailed',
      cause: 'A step failed again and again; the incident stands on its last rung.',
    })
    const lookStep = new LambdaInvoke(this, 'Look', {
      lambdaFunction: look,
      payloadResponseOnly: true,
      resultPath: '$.look',
      retryOnServiceExceptions: false,
    })
    const notifyStep = new LambdaInvoke(this, 'Notify', {
      lambdaFunction: notify,
      payload: TaskInput.fromObject({
        portfolioId: JsonPath.stringAt('$.portfolioId'),
        incidentId: JsonPath.stringAt('$.incidentId'),
        rungIndex: JsonPath.numberAt('$.look.rungIndex'),
      }),
      payloadResponseOnly: true,
      resultPath: JsonPath.DISCARD,
      retryOnServiceExceptions: false,
    })
    for (const step of [lookStep, notifyStep]) step.addRetry(retries).addCatch(failed, { resultPath: '$.failure' })
    const wait = new Wait(this, 'WaitOnRung', { time: WaitTime.secondsPath('$.look.waitSeconds') })
    const definition = lookStep.next(
      new Choice(this, 'Climbs')
        .when(Condition.booleanEquals('$.look.climb', true), notifyStep.next(wait).next(lookStep))
        .otherwise(new Succeed(this, 'Ended')),
    )
    return new StateMachine(this, 'Ladder', {
      definitionBody: DefinitionBody.fromChainable(definition),
      timeout: LONGEST_LADDER,
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        destination: new LogGroup(this, 'LadderLog', {
          logGroupName: `/aws/vendedlogs/states/vestibule-${settings.stage}-ladder`,
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: settings.removalPolicy,
        }),
      },
      removalPolicy: settings.removalPolicy,
    })
  }
}
