import { carrierRoutes } from '../../../shared/contracts/routes/properties.ts'
import { apiArea } from '../../middleware/api.ts'
import { openTenants } from '../../middleware/tenants.ts'
import { makeCreateCarrier } from './create-carrier.ts'
import { makeCreateCarrierContact } from './create-carrier-contact.ts'
import { makeListCarrierContacts } from './list-carrier-contacts.ts'
import { makeListCarriers } from './list-carriers.ts'

const tenants = openTenants()

/** Carriers and the people to reach at each. */
export const handler = apiArea(carrierRoutes, {
  createCarrier: makeCreateCarrier({ tenants }),
  listCarriers: makeListCarriers({ tenants }),
  createCarrierContact: makeCreateCarrierContact({ tenants }),
  listCarrierContacts: makeListCarrierContacts({ tenants }),
})
