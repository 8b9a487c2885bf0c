import type { APIGatewayEventWebsocketRequestContextV2 } from 'aws-lambda'
import { Principal } from '../../shared/contracts/principal.ts'

/** Request context of the WebSocket’s events, with what the authorizer handed on. */
export type LiveContext = APIGatewayEventWebsocketRequestContextV2 & {
  readonly authorizer?: { readonly principal?: string }
}

/** Whose connection it is, or null where the authorizer handed nobody on. */
export const principalOfLive = ({ authorizer }: LiveContext): Principal | null =>
  authorizer?.principal ? Principal.parse(JSON.parse(authorizer.principal)) : null
