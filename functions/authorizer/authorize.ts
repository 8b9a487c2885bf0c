import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda'
import { isRefusal } from '../../shared/contracts/problem.ts'
import { openFindPrincipal } from './open-find-principal.ts'

const findPrincipal = openFindPrincipal()

/** What the authorizer hands to the API: a principal as JSON, or the code and detail of a refusal; never both. */
type Handed = { readonly principal: string } | { readonly refused: string; readonly detail: string }

/**
 * Authorizer of the HTTP API: turns the Authorization header into a principal. A header that proves nobody is let through
 * **without** a principal: the gateway itself would answer 403 without a body, whereas the API’s middleware, which serves
 * nobody without a principal, answers 401 with a problem document.
 */
export const handler = async (
  event: APIGatewayRequestAuthorizerEventV2,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<Handed>> => {
  const found = await findPrincipal(event.headers?.authorization ?? event.identitySource?.[0] ?? '')
  return {
    isAuthorized: true,
    context: isRefusal(found) ? { refused: found.refused, detail: found.detail } : { principal: JSON.stringify(found) },
  }
}
