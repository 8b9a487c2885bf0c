import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { RULE_SELECT } from '../../shared/contracts/rule-message.ts'
import type { VestibuleFunction } from './vestibule-function.ts'
import { deadLetterQueue, WorkQueue } from './work-queue.ts'

/** Properties of {@link DeviceRule}. */
export interface DeviceRuleProps {
  /** Name of the rule; devices publish to `$aws/rules/<name>/…` with Basic Ingest. */
  readonly ruleName: string
  readonly description: string
  /** Topics it takes. */
  readonly topicFilter: string
  readonly consumer: VestibuleFunction
  /** See config/local.ts. */
  readonly withoutTlsOnly: boolean
}

/** What devices say on a topic becomes work for one consumer; what the rule cannot queue goes to a second queue. */
export class DeviceRule extends Construct {
  readonly work: WorkQueue
  /** Messages that the rules engine could not put on the queue. */
  readonly undelivered: Queue

  constructor(scope: Construct, id: string, props: DeviceRuleProps) {
    super(scope, id)
    const { consumer, withoutTlsOnly } = props
    this.work = new WorkQueue(this, 'Work', { consumer, withoutTlsOnly })
    this.undelivered = deadLetterQueue(this, 'Undelivered', withoutTlsOnly)
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('iot.amazonaws.com') })
    const to = (queue: Queue): CfnTopicRule.ActionProperty => {
      const grant = queue.grant(role, 'sqs:SendMessage')
      grant.assertSuccess()
      return { sqs: { queueUrl: queue.queueUrl, roleArn: role.roleArn, useBase64: false } }
    }
    const rule = new CfnTopicRule(this, 'Rule', {
      ruleName: props.ruleName,
      topicRulePayload: {
        description: props.description,
        awsIotSqlVersion: '2016-03-23',
        sql: `${RULE_SELECT} FROM '${props.topicFilter}'`,
        actions: [to(this.work.queue)],
        errorAction: to(this.undelivered),
        ruleDisabled: false,
      },
    })
    // Without it the rule may take its first messages before its role may send them on.
    rule.node.addDependency(role)
  }
}
