import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { Construct } from 'constructs'
import { VestibuleFunction, type Workshop } from '../constructs/vestibule-function.ts'
import type { DataStack } from './data-stack.ts'
import type { EscalationStack } from './escalation-stack.ts'

/** Properties of {@link ScheduleStack}. */
export interface ScheduleStackProps extends StackProps {
  readonly workshop: Workshop
  readonly data: DataStack
  readonly escalation: EscalationStack
}

/** What happens because time passes: ladders that lost their execution go on, credentials whose time is over end. */
export class ScheduleStack extends Stack {
  readonly functions: readonly VestibuleFunction[]

  constructor(scope: Construct, id: string, props: ScheduleStackProps) {
    super(scope, id, props)
    const { workshop, data, escalation } = props
    const every = (interval: Duration, name: string, entry: string, description: string) => {
      const fn = new VestibuleFunction(this, name, { workshop, entry, description, timeout: Duration.seconds(50) })
      data.grantReadWrite(fn)
      new Rule(this, `${name}Schedule`, {
        schedule: Schedule.rate(interval),
        // The next run does what this one could not: a repeat of an old tick would only add to the load.
        targets: [new LambdaFunction(fn, { retryAttempts: 0, event: RuleTargetInput.fromObject({}) })],
      })
      return fn
    }
    const resume = every(
      Duration.minutes(1),
      'ResumeEscalations',
      'functions/schedule/resume-escalations.ts',
      'Starts the ladder of open incidents that have none',
    )
    escalation.grantClimb(resume)
    const end = every(
      Duration.minutes(5),
      'EndCredentials',
      'functions/schedule/end-credentials.ts',
      'Ends credentials whose time is over',
    )
    this.functions = [resume, end]
  }
}
