import {
  ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'

/** Pushes to open pages. `endpoint` is the management endpoint of the WebSocket API. */
export const makeLivePush = ({ endpoint }: { endpoint: string }) => {
  const client = new ApiGatewayManagementApiClient({ endpoint, maxAttempts: 2 })
  return {
    /** Sends a text to a page; `gone` where the page is closed. Throws where the gateway does not answer. */
    send: async (connectionId: string, text: string): Promise<'sent' | 'gone'> => {
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from(text) }))
        return 'sent'
      } catch (error) {
        if (error instanceof GoneException) return 'gone'
        throw error
      }
    },
  }
}
