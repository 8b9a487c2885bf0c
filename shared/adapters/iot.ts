import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreateThingCommand,
  IoTClient,
  ListThingPrincipalsCommand,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot'
import type { DeviceClass } from '../contracts/ids.ts'

/** Makes things and their certificates known to the broker. `stage` names the installation’s policies. */
export const makeThings = ({ stage }: { stage: string }) => {
  const client = new IoTClient({})
  return {
    /** Signs a request (PEM) into an active certificate that may do nothing yet. */
    certify: async (csrPem: string): Promise<{ arn: string; pem: string }> => {
      const { certificateArn, certificatePem } = await client.send(
        new CreateCertificateFromCsrCommand({ certificateSigningRequest: csrPem, setAsActive: true }),
      )
      if (!certificateArn || !certificatePem) throw new Error('the broker made no certificate')
      return { arn: certificateArn, pem: certificatePem }
    },
    /** Lets a certificate speak as a thing of its class; doing it again changes nothing. */
    admit: async (thing: string, deviceClass: DeviceClass, certificateArn: string): Promise<void> => {
      await client.send(new CreateThingCommand({ thingName: thing }))
      await client.send(
        new AttachPolicyCommand({ policyName: `vestibule-${stage}-${deviceClass}`, target: certificateArn }),
      )
      await client.send(new AttachThingPrincipalCommand({ thingName: thing, principal: certificateArn }))
    },
    /** Makes the certificates of a thing useless, by which its connection ends; doing it again changes nothing. */
    bar: async (thing: string): Promise<void> => {
      const { principals = [] } = await client.send(new ListThingPrincipalsCommand({ thingName: thing }))
      for (const arn of principals)
        await client.send(new UpdateCertificateCommand({ certificateId: arn.split('/').at(-1), newStatus: 'INACTIVE' }))
    },
  }
}
