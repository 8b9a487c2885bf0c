import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2WithRequestContext } from 'aws-lambda'
import { systemClock } from '../../shared/runtime/clock.ts'
import { environment } from '../../shared/runtime/env.ts'
import { makeLiveConnections } from '../../shared/table/live-connections.ts'
import { openTable } from '../../shared/table/table.ts'
import { type LiveContext, principalOfLive } from './principal.ts'

/** The gateway closes a connection after two hours at the latest. */
const LIVES_SECONDS = 2 * 3600

const connections = makeLiveConnections(openTable(environment('TABLE_NAME').TABLE_NAME))

/** A page opens: remembers whose it is and which properties it may see. */
export const handler = async (
  event: APIGatewayProxyWebsocketEventV2WithRequestContext<LiveContext>,
): Promise<APIGatewayProxyResultV2> => {
  const principal = principalOfLive(event.requestContext)
  if (!principal) return { statusCode: 401 }
  await connections.put(principal.portfolioId, {
    connectionId: event.requestContext.connectionId,
    userId: principal.id,
    propertyIds: principal.propertyIds,
    expiresAt: Math.floor(systemClock.now() / 1000) + LIVES_SECONDS,
  })
  return { statusCode: 200 }
}
