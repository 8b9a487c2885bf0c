import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { AREAS, type Area } from '../../shared/contracts/routes/route.ts'
import type { DeviceAddresses } from '../constructs/device-addresses.ts'
import { grantDeviceClaims } from '../constructs/device-claims.ts'
import { TenantRole } from '../constructs/tenant-role.ts'
import { VestibuleFunction, type Workshop } from '../constructs/vestibule-function.ts'
import type { DataStack } from './data-stack.ts'
import type { IdentityStack } from './identity-stack.ts'
import type { LabelsStack } from './labels-stack.ts'

/** What areas work with. */
export interface AreasProps {
  readonly workshop: Workshop
  readonly data: DataStack
  readonly identity: IdentityStack
  readonly labels: LabelsStack
  readonly addresses: DeviceAddresses
}

/** The area that works before there is a portfolio; all others work inside one, with the tenant role. */
const BEFORE_TENANCY = 'public' satisfies Area

/** More than half a processor: somebody waits for the answer. */
const MEMORY_MB = 1024
/** Pays for seconds of waiting for the label reader, beside some milliseconds of its own. */
const WAITING_MB = 256

/** Entry file of an area. */
export const areaEntry = (area: Area): string => `functions/api/${area}/handler.ts`

/** Makes one function for each area, allowed exactly what the area does. */
export const makeAreas = (scope: Construct, props: AreasProps): ReadonlyMap<Area, VestibuleFunction> => {
  const { workshop, data, identity, labels, addresses } = props
  const { settings } = workshop
  const fns = new Map(
    AREAS.map((area) => [
      area,
      new VestibuleFunction(scope, `Api${area.charAt(0).toUpperCase()}${area.slice(1)}`, {
        workshop,
        entry: areaEntry(area),
        description: `API: ${area}`,
        memorySize: area === 'readings' ? WAITING_MB : MEMORY_MB,
        timeout: Duration.seconds(28),
      }),
    ]),
  )
  const of = (area: Area): VestibuleFunction => {
    const fn = fns.get(area)
    if (!fn) throw new Error(`no function for the area ${area}`)
    return fn
  }
  new TenantRole(scope, 'Tenant', {
    data,
    relaxations: settings.relaxations,
    trusted: AREAS.filter((area) => area !== BEFORE_TENANCY).map(of),
  })

  data.grantSignUp(of(BEFORE_TENANCY))
  data.grantClaims(of('claims'))
  for (const area of ['portfolio', 'devices'] as const) data.grantRegistry(of(area))
  for (const area of ['claims', 'portfolio', 'access', 'devices', 'links'] as const) data.grantSecret(of(area))
  for (const area of ['readings', 'packages', 'links'] as const) data.tellEvidence(of(area))

  for (const area of ['public', 'portfolio'] as const) identity.tellPool(of(area))
  identity.grantLookUp(of('public'))
  identity.grantInvite(of('portfolio'))

  grantDeviceClaims(of('claims'))
  addresses.tellEndpoint(of('claims'))
  addresses.grantPublishDown(of('devices'))
  addresses.grantShadows(of('devices'))
  labels.grantRead(of('readings'))
  return fns
}
