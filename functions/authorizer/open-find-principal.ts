import { makeAccessTokens } from '../../shared/adapters/access-tokens.ts'
import { makeVault } from '../../shared/adapters/vault.ts'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { makeRegistry } from '../../shared/table/registry.ts'
import { openTable } from '../../shared/table/table.ts'
import { makeFindPrincipal } from './find-principal.ts'

/** {@link makeFindPrincipal} on the real parts, as the environment names them. */
export const openFindPrincipal = () => {
  const env = environment('TABLE_NAME', 'SECRET_ARN', 'USER_POOL_ID', 'USER_POOL_CLIENT_ID', 'JWKS_URI')
  const vault = makeVault({ secretArn: env.SECRET_ARN })
  return makeFindPrincipal({
    tokens: makeAccessTokens({
      userPoolId: env.USER_POOL_ID,
      clientId: env.USER_POOL_CLIENT_ID,
      jwksUri: env.JWKS_URI,
    }),
    registry: makeRegistry(openTable(env.TABLE_NAME)),
    linkSigner: (portfolioId) => vault.signer('links', portfolioId),
    now: systemClock.now,
  })
}
