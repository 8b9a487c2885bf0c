import { Stack } from 'aws-cdk-lib'
import type { VestibuleFunction } from './vestibule-function.ts'

/**
 * Lets the claim make a device known to the broker: a thing, a certificate from the device's own request, and the policy of
 * its class.
 */
export const grantDeviceClaims = (fn: VestibuleFunction): void => {
  const arn = (resource: string) => Stack.of(fn).formatArn({ service: 'iot', resource })
  // Making a certificate knows no resource.
  fn.allow(['iot:CreateCertificateFromCsr'], ['*'])
  fn.allow(['iot:CreateThing'], [arn('thing/*')])
  // Which policy is attached is no resource of the action: that it is the class's own rests on the claim.
  fn.allow(['iot:AttachPolicy', 'iot:AttachThingPrincipal'], [arn('cert/*')])
}
