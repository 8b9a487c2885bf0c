import { Stack } from 'aws-cdk-lib'
import type { VestibuleFunction } from './vestibule-function.ts'

/**
 * Lets the claim make a device known to the broker: a thing, a certificate from the device's own request, and the policy of
 * its class. The certificate of a device that it replaces is made inactive.
 */
export const grantDeviceClaims = (fn: VestibuleFunction): void => {
  const arn = (resource: string) => Stack.of(fn).formatArn({ service: 'iot', resource })
  fn.allow(['iot:CreateThing', 'iot:ListThingPrincipals'], [arn('thing/*')])
  fn.allow(['iot:UpdateCertificate'], [arn('cert/*')])
  // Making a certificate knows no resource, and the broker names the certificate that is then attached. Which policy is
  // attached is no resource either: that it is the class's own rests on the claim.
  fn.allow(['iot:CreateCertificateFromCsr', 'iot:AttachPolicy', 'iot:AttachThingPrincipal'], ['*'])
}
