import { ResidentId } from '../../../shared/contracts/ids.ts'
import type { Property } from '../../../shared/contracts/property.ts'
import { idFrom, newId } from '../../../shared/runtime/ids.ts'

/**
 * Id of a resident: made of the external id where there is one, so that the same resident is never made twice, whatever
 * is repeated.
 */
export const newResidentId = (property: Pick<Property, 'id' | 'createdAt'>, externalId: string | undefined) =>
  ResidentId.parse(
    externalId === undefined
      ? newId('resident')
      : idFrom('resident', `${property.id}|${externalId}`, Date.parse(property.createdAt)),
  )
