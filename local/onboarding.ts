import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { claimDevice } from '../device-shadow/controller/claim.ts'
import type { DeviceIdentity } from '../device-shadow/documents/claim.ts'
import type { Carrier } from '../shared/contracts/carrier.ts'
import type { Property, Room } from '../shared/contracts/property.ts'
import type { Standard } from '../shared/contracts/standard.ts'
import { type ApiClient, makeApiClient, type Result } from './api-client.ts'
import type { Mailbox } from './mailbox.ts'
import { until } from './until.ts'

/** Sign-in of a user. */
export interface Login {
  readonly email: string
  readonly password: string
}

/** A portfolio that signed up through the API, with a client that acts as its owner. */
export interface SignedUp {
  readonly owner: Login
  readonly api: ApiClient
}

/** Signs up a portfolio as a person would: form, code from the e-mail, first sign-in. */
export const signUp = async (
  origin: string,
  mailbox: Mailbox,
  { portfolioName, name, email, password }: Login & { portfolioName: string; name: string },
): Promise<SignedUp> => {
  const api = makeApiClient(origin)
  await api.call('signUp', { body: { portfolioName, name, email, password } })
  const code = await until('the confirmation code in the in-box', async () => {
    const [mail] = (await mailbox.of(email)).slice(-1)
    return mail?.text.match(/\b\d{6}\b/)?.[0]
  })
  await api.call('confirmSignUp', { body: { email, code } })
  return { owner: { email, password }, api: await signIn(origin, { email, password }, api) }
}

/** A client that acts as this user. */
export const signIn = async (origin: string, login: Login, api = makeApiClient(origin)): Promise<ApiClient> => {
  const { accessToken } = await api.call('createToken', { body: login })
  return api.as(`Bearer ${accessToken}`)
}

/** A property with one room whose controller and kiosk are claimed. */
export interface Onboarded {
  readonly property: Property
  readonly room: Room
  readonly carriers: Readonly<Record<string, Carrier>>
  readonly importReport: Result<'importResidents'>
  readonly controller: DeviceIdentity
  readonly kiosk: DeviceIdentity
}

/** What {@link onboardProperty} makes. */
export interface OnboardOptions {
  readonly api: ApiClient
  readonly origin: string
  readonly name: string
  readonly timeZone?: string
  /** CSV file of residents. */
  readonly residents: string
  /** Carriers to know, by code. */
  readonly carriers: Readonly<Record<string, string>>
  readonly standard?: Standard
  /** Folder for the devices' identities and outboxes. */
  readonly stateDir: string
}

/** Onboards a property through the API: standard, property, room, residents, carriers, and a claim for each device. */
export const onboardProperty = async (options: OnboardOptions): Promise<Onboarded> => {
  const { api, origin, stateDir } = options
  if (options.standard) await api.call('putStandard', { body: options.standard })
  const property = await api.call('createProperty', {
    body: {
      name: options.name,
      address: { street: '1200 Maple Avenue', city: 'Springfield', region: 'IL', postalCode: '62704', country: 'US' },
      timeZone: options.timeZone ?? 'America/Chicago',
      models: ['smart_room'],
    },
  })
  const params = { propertyId: property.id }
  const room = await api.call('createRoom', {
    params,
    body: {
      name: 'Package room',
      zones: [
        { id: 'A1', name: 'Shelf A1' },
        { id: 'B2', name: 'Shelf B2' },
      ],
    },
  })
  const importReport = await api.call('importResidents', {
    params,
    body: { csv: await readFile(options.residents, 'utf8') },
  })
  const carriers: Record<string, Carrier> = {}
  for (const [code, name] of Object.entries(options.carriers)) {
    const carrier = await api.call('createCarrier', { body: { code, name } })
    carriers[code] = carrier
    await api.call('createCarrierContact', {
      params: { carrierId: carrier.id },
      body: { kind: 'driver', name: `${name} driver`, email: `driver.${code}@example.com` },
    })
    await api.call('createCarrierContact', {
      params: { carrierId: carrier.id },
      body: { kind: 'district_manager', name: `${name} district`, email: `district.${code}@example.com` },
    })
  }
  const claim = async (deviceClass: 'rc' | 'ks', name: string): Promise<DeviceIdentity> => {
    const registered = await api.call('registerDevice', {
      body: { class: deviceClass, name, roomId: room.id, points: deviceClass === 'rc' ? ['door', 'motion'] : [] },
    })
    return claimDevice({ apiUrl: origin, claimCode: registered.claimCode, stateDir: join(stateDir, deviceClass) })
  }
  return {
    property,
    room,
    carriers,
    importReport,
    controller: await claim('rc', 'Door controller'),
    kiosk: await claim('ks', 'Kiosk'),
  }
}
