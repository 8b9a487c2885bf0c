import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2WithRequestContext } from 'aws-lambda'
import { environment } from '../../shared/runtime/env.ts'
import { makeLiveConnections } from '../../shared/table/live-connections.ts'
import { openTable } from '../../shared/table/table.ts'
import { type LiveContext, principalOfLive } from './principal.ts'

const connections = makeLiveConnections(openTable(environment('TABLE_NAME').TABLE_NAME))

/** A page closes: forgets it. Where this is missed, the first push that finds nobody forgets it. */
export const handler = async (
  event: APIGatewayProxyWebsocketEventV2WithRequestContext<LiveContext>,
): Promise<APIGatewayProxyResultV2> => {
  const principal = principalOfLive(event.requestContext)
  if (principal) await connections.remove(principal.portfolioId, event.requestContext.connectionId)
  return { statusCode: 200 }
}
