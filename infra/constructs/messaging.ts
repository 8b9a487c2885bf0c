import { Stack } from 'aws-cdk-lib'
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { type Settings, senderDomain } from '../config/settings.ts'
import type { VestibuleFunction } from './vestibule-function.ts'

/** Lets a function send text messages to phones and e-mails from our one address. */
export const grantMessages = (fn: VestibuleFunction, settings: Settings): void => {
  const { emailFrom, relaxations } = settings
  const identity = (resourceName: string) =>
    Stack.of(fn).formatArn({ service: 'ses', resource: 'identity', resourceName })
  fn.tell('EMAIL_FROM', emailFrom)
  fn.addToRolePolicy(
    new PolicyStatement({
      sid: 'Email',
      actions: ['ses:SendEmail'],
      resources: relaxations.emailFromAnyIdentity ? ['*'] : [identity(senderDomain(settings)), identity(emailFrom)],
    }),
  )
  // A phone number is no resource, so all is allowed and every topic, which is one, denied.
  fn.addToRolePolicy(new PolicyStatement({ sid: 'TextMessages', actions: ['sns:Publish'], resources: ['*'] }))
  fn.addToRolePolicy(
    new PolicyStatement({
      sid: 'NoTopics',
      effect: Effect.DENY,
      actions: ['sns:Publish'],
      resources: [Stack.of(fn).formatArn({ service: 'sns', region: '*', account: '*', resource: '*' })],
    }),
  )
}
