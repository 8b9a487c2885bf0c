import { propertyRoutes } from '../../../shared/contracts/routes/properties.ts'
import { apiArea } from '../../middleware/api.ts'
import { openTenants } from '../../middleware/tenants.ts'
import { makeCreateProperty } from './create-property.ts'
import { makeCreateRoom } from './create-room.ts'
import { makeCreateUnit } from './create-unit.ts'
import { makeGetProperty } from './get-property.ts'
import { makeGetPropertyState } from './get-property-state.ts'
import { makeGetRoom } from './get-room.ts'
import { makeListProperties } from './list-properties.ts'
import { makeListRooms } from './list-rooms.ts'
import { makeListUnits } from './list-units.ts'

const tenants = openTenants()

/** Properties, their live state, rooms with zones, units. */
export const handler = apiArea(propertyRoutes, {
  createProperty: makeCreateProperty({ tenants }),
  listProperties: makeListProperties({ tenants }),
  getProperty: makeGetProperty({ tenants }),
  getPropertyState: makeGetPropertyState({ tenants }),
  createRoom: makeCreateRoom({ tenants }),
  listRooms: makeListRooms({ tenants }),
  getRoom: makeGetRoom({ tenants }),
  createUnit: makeCreateUnit({ tenants }),
  listUnits: makeListUnits({ tenants }),
})
