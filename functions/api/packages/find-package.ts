import type { Principal } from '../../../shared/contracts/principal.ts'
import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'
import type { PackageRecord } from '../../../shared/domain/packages/package-record.ts'
import { makePackages } from '../../../shared/table/packages.ts'
import type { Table } from '../../../shared/table/table.ts'
import type { Places } from '../../middleware/places.ts'

/** The package of an id, where the principal may see it; a kiosk sees those of its own room. Otherwise as if it were not there. */
export const findPackage = async (
  { places, table }: { readonly places: Places; readonly table: Table },
  principal: Principal,
  packageId: string,
): Promise<PackageRecord | Refusal> => {
  const propertyIds = await places.propertiesOfPackage(principal, packageId)
  const found = await makePackages(table).find(principal.portfolioId, propertyIds, packageId)
  const elsewhere = principal.kind === 'device' && found?.roomId !== principal.subject.roomId
  return found && !elsewhere ? found : refuse('resource.not_found', `There is no package ${packageId}.`)
}
