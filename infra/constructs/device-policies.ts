import { CfnPolicy } from 'aws-cdk-lib/aws-iot'
import { Construct } from 'constructs'
import { DeviceClass } from '../../shared/contracts/ids.ts'

/** What each class may hear on its own `dn` topics (device-contract, section 3): only what works locks gets credentials. */
const DOWN: Record<DeviceClass, readonly string[]> = {
  rc: ['ack', 'cred', 'cmd'],
  lb: ['ack', 'cred', 'cmd'],
  ks: ['ack', 'cmd'],
  cd: ['ack', 'cmd'],
  cm: ['ack', 'cmd'],
  sn: ['ack'],
}

/** Name of a class's policy in IoT; the claim attaches it to a new certificate. */
export const devicePolicyName = (stage: string, deviceClass: DeviceClass): string => `vestibule-${stage}-${deviceClass}`

/** The device's own name, as the broker knows it from the certificate. */
const SELF = `\${iot:Connection.Thing.ThingName}`
// Policies may have 2,048 characters; the account is the only one that the broker serves, so it need not be spelled out.
const arn = (resource: string) => `arn:*:iot:*:*:${resource}`

/**
 * Policy document of a class: connect under its own name only, publish and subscribe on its own topics only. What is not
 * allowed is denied, so nothing can publish downwards, delete a shadow, retain, or name another thing.
 */
export const devicePolicyDocument = (deviceClass: DeviceClass) => {
  const shadows = `$aws/things/${SELF}/shadow/name/*`
  const published = [`$aws/rules/vestibule_*/v1/${SELF}/*`, `v1/${SELF}/up/*`, `${shadows}/get`, `${shadows}/update`]
  const received = [
    ...DOWN[deviceClass].map((name) => `v1/${SELF}/dn/${name}`),
    `${shadows}/get/*`,
    `${shadows}/update/*`,
  ]
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'iot:Connect',
        Resource: arn(`client/${SELF}`),
        Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
      },
      { Effect: 'Allow', Action: 'iot:Publish', Resource: published.map((topic) => arn(`topic/${topic}`)) },
      { Effect: 'Allow', Action: 'iot:Subscribe', Resource: received.map((topic) => arn(`topicfilter/${topic}`)) },
      { Effect: 'Allow', Action: 'iot:Receive', Resource: received.map((topic) => arn(`topic/${topic}`)) },
    ],
  }
}

/** One IoT policy for each class of device. */
export class DevicePolicies extends Construct {
  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id)
    for (const deviceClass of DeviceClass.options) {
      new CfnPolicy(this, deviceClass, {
        policyName: devicePolicyName(stage, deviceClass),
        policyDocument: devicePolicyDocument(deviceClass),
      })
    }
  }
}
