import { JwtVerifier } from 'aws-jwt-verify'
import { FetchError, JwtBaseError, JwtExpiredError } from 'aws-jwt-verify/error'

/** Whose access token it is, or why it is none of ours. */
export type TokenHolder = { readonly sub: string } | { readonly invalid: 'expired' | 'foreign' }

/**
 * Verifies access tokens of the user pool: signature, issuer, client, use and time. `jwksUri` says where the pool’s keys are
 * when they are not at the issuer’s own address. Throws only where the keys cannot be fetched.
 */
export const makeAccessTokens = ({
  userPoolId,
  clientId,
  jwksUri,
}: {
  userPoolId: string
  clientId: string
  jwksUri?: string | undefined
}) => {
  const region = userPoolId.split('_')[0]
  const verifier = JwtVerifier.create({
    issuer: `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`,
    ...(jwksUri ? { jwksUri } : {}),
    // Access tokens of a user pool carry no audience: the client stands in a claim of its own.
    audience: null,
    customJwtCheck: ({ payload }) => {
      if (payload.token_use !== 'access') throw new NotOurs('not an access token')
      if (payload.client_id !== clientId) throw new NotOurs('a token of another client')
    },
  })
  let keys: Promise<void> | undefined
  return {
    /** See {@link TokenHolder}. */
    holder: async (token: string): Promise<TokenHolder> => {
      keys ??= verifier.hydrate()
      try {
        await keys
      } catch (error) {
        keys = undefined
        throw error
      }
      try {
        const { sub } = await verifier.verify(token)
        return sub ? { sub } : { invalid: 'foreign' }
      } catch (error) {
        if (error instanceof JwtExpiredError) return { invalid: 'expired' }
        if (error instanceof FetchError) throw error
        if (error instanceof JwtBaseError || error instanceof NotOurs) return { invalid: 'foreign' }
        throw error
      }
    },
  }
}

class NotOurs extends Error {}
