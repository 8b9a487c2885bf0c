import { IoTDataPlaneClient, PublishCommand, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane'

/** Client tokens of our own shadow writes begin with this. */
export const OUR_TOKEN = 'vestibule-'

/** Sends to devices: messages on their `dn` topics and the desired half of their shadows. */
export const makeDeviceMessages = ({ endpoint }: { endpoint: string | undefined }) => {
  const client = new IoTDataPlaneClient(endpoint ? { endpoint } : {})
  return {
    /** Publishes a JSON document at least once to who listens now; a device that is offline does not get it later. */
    publish: async (topic: string, document: object): Promise<void> => {
      await client.send(
        new PublishCommand({
          topic,
          qos: 1,
          payload: Buffer.from(JSON.stringify(document)),
          contentType: 'application/json',
        }),
      )
    },
    /** Writes the desired half of a named shadow; what is not named in `desired` stays. */
    desire: async (thingName: string, shadowName: string, desired: object, token: string): Promise<void> => {
      await client.send(
        new UpdateThingShadowCommand({
          thingName,
          shadowName,
          payload: Buffer.from(
            JSON.stringify({ state: { desired }, clientToken: `${OUR_TOKEN}${token}`.slice(0, 64) }),
          ),
        }),
      )
    },
  }
}

/** See {@link makeDeviceMessages}. */
export type DeviceMessages = ReturnType<typeof makeDeviceMessages>
