import { ID_PREFIXES } from '../../contracts/ids.ts'

const bare = (id: string) => id.slice(id.indexOf('_') + 1)

/** A grant has one credential, which bears the grant’s id under its own prefix: each is found from the other without a look-up. */
export const credentialIdOf = (grantId: string): string => `${ID_PREFIXES.credential}_${bare(grantId)}`

/** The grant of a credential; see {@link credentialIdOf}. */
export const grantIdOf = (credentialId: string): string => `${ID_PREFIXES.accessGrant}_${bare(credentialId)}`
