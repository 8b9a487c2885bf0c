import { residentRoutes } from '../../../shared/contracts/routes/properties.ts'
import { apiArea } from '../../middleware/api.ts'
import { openTenants } from '../../middleware/tenants.ts'
import { makeCreateResident } from './create-resident.ts'
import { makeGetResident } from './get-resident.ts'
import { makeImportResidents } from './import-residents.ts'
import { makeListResidents } from './list-residents.ts'
import { makeUpdateResident } from './update-resident.ts'

const tenants = openTenants()

/** Residents of a property, one by one and by CSV. */
export const handler = apiArea(residentRoutes, {
  createResident: makeCreateResident({ tenants }),
  listResidents: makeListResidents({ tenants }),
  updateResident: makeUpdateResident({ tenants }),
  importResidents: makeImportResidents({ tenants }),
  getResident: makeGetResident({ tenants }),
})
