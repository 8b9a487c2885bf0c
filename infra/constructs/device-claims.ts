import { Stack } from 'aws-cdk-lib'
import { DeviceClass } from '../../shared/contracts/ids.ts'
import { devicePolicyName } from './device-policies.ts'
import type { VestibuleFunction } from './vestibule-function.ts'

/**
 * Lets the claim make a device known to the broker: a thing, a certificate from the device's own request, and the policy of
 * its class. It can attach no other policy.
 */
export const grantDeviceClaims = (fn: VestibuleFunction, stage: string): void => {
  const arn = (resource: string) => Stack.of(fn).formatArn({ service: 'iot', resource })
  // Making a certificate knows no resource.
  fn.allow(['iot:CreateCertificateFromCsr'], ['*'])
  fn.allow(['iot:CreateThing', 'iot:DescribeThing'], [arn('thing/*')])
  fn.allow(
    ['iot:AttachThingPrincipal', 'iot:AttachPolicy', 'iot:UpdateCertificate'],
    [
      arn('cert/*'),
      arn('thing/*'),
      ...DeviceClass.options.map((name) => arn(`policy/${devicePolicyName(stage, name)}`)),
    ],
  )
}
