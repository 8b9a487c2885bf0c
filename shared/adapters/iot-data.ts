import { isDeepStrictEqual } from 'node:util'
import {
  ConflictException,
  GetThingShadowCommand,
  IoTDataPlaneClient,
  PublishCommand,
  ResourceNotFoundException,
  UpdateThingShadowCommand,
} from '@aws-sdk/client-iot-data-plane'

/** Client tokens of our own shadow writes begin with this. */
export const OUR_TOKEN = 'vestibule-'
/** After a version that somebody else wrote meanwhile, so many more tries. */
const RETRIES = 3

type Leaves = { readonly [name: string]: unknown }

/** A shadow as far as it matters to who writes its desired half; version undefined: there is none yet. */
interface Shadow {
  readonly version?: number | undefined
  readonly desired: Leaves
}

/** What must be written so that a desired half is `wanted` and nothing else; null where it is that already. */
const differenceOf = (desired: Leaves, wanted: Leaves): Leaves | null => {
  const changed = Object.entries(wanted).filter(([name, value]) => !isDeepStrictEqual(desired[name], value))
  const foreign = Object.keys(desired).filter((name) => !(name in wanted))
  return changed.length + foreign.length === 0
    ? null
    : Object.fromEntries([...changed, ...foreign.map((name) => [name, null] as const)])
}

/** Sends to devices: messages on their `dn` topics and the desired half of their shadows. */
export const makeDeviceMessages = ({ endpoint }: { endpoint: string | undefined }) => {
  const client = new IoTDataPlaneClient(endpoint ? { endpoint } : {})

  const read = async (thingName: string, shadowName: string): Promise<Shadow> => {
    try {
      const { payload } = await client.send(new GetThingShadowCommand({ thingName, shadowName }))
      const { version, state } = JSON.parse(Buffer.from(payload ?? []).toString('utf8'))
      return { version, desired: state?.desired ?? {} }
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return { desired: {} }
      throw error
    }
  }

  const write = async (thingName: string, shadowName: string, desired: Leaves, version: number | undefined) => {
    const clientToken = `${OUR_TOKEN}${shadowName}-${version ?? 0}`
    const payload = Buffer.from(JSON.stringify({ state: { desired }, version, clientToken }))
    try {
      await client.send(new UpdateThingShadowCommand({ thingName, shadowName, payload }))
      return true
    } catch (error) {
      if (error instanceof ConflictException) return false
      throw error
    }
  }

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
    /**
     * Makes the desired half of a named shadow what `wanted` says, and nothing else. It is asked once the shadow’s version is
     * known, and again after each write of somebody else, so that the newest state wins whoever writes last.
     */
    desire: async (thingName: string, shadowName: string, wanted: () => Promise<Leaves>): Promise<void> => {
      for (let i = 0; i <= RETRIES; i++) {
        const { version, desired } = await read(thingName, shadowName)
        const change = differenceOf(desired, await wanted())
        if (!change || (await write(thingName, shadowName, change, version))) return
      }
      throw new Error(`the shadow ${shadowName} of ${thingName} was written by others ${RETRIES + 1} times in a row`)
    },
  }
}

/** See {@link makeDeviceMessages}. */
export type DeviceMessages = ReturnType<typeof makeDeviceMessages>
