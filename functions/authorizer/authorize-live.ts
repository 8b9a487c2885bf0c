import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda'
import { isRefusal } from '../../shared/contracts/problem.ts'
import { openFindPrincipal } from './open-find-principal.ts'

const findPrincipal = openFindPrincipal()

/**
 * Authorizer of the live pages’ WebSocket: browsers cannot send a header with it, so the access token comes as `?token=`.
 * Denies whoever is not a user.
 */
export const handler = async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  const found = await findPrincipal(`Bearer ${event.queryStringParameters?.token ?? ''}`)
  const user = !isRefusal(found) && found.kind === 'user' ? found : null
  return {
    principalId: user?.id ?? 'nobody',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: user ? 'Allow' : 'Deny', Resource: event.methodArn }],
    },
    ...(user ? { context: { principal: JSON.stringify(user) } } : {}),
  }
}
