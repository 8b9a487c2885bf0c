import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { makeLiveTickets } from '../../shared/table/live-tickets.ts'
import { openTable } from '../../shared/table/table.ts'

const tickets = makeLiveTickets(openTable(environment('TABLE_NAME').TABLE_NAME))

/**
 * Authorizer of the live pages’ WebSocket: browsers cannot send a header with it, and addresses are logged, so a ticket that
 * works once comes as `?ticket=`. Denies whoever has none.
 */
export const handler = async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  const user = await tickets.use(event.queryStringParameters?.ticket ?? '', systemClock.now())
  return {
    principalId: user?.id ?? 'nobody',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: user ? 'Allow' : 'Deny', Resource: event.methodArn }],
    },
    ...(user ? { context: { principal: JSON.stringify(user) } } : {}),
  }
}
