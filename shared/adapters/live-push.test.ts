import {
  ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { mockClient } from 'aws-sdk-client-mock'
import { expect, test } from 'vitest'
import { makeLivePush } from './live-push.ts'

const gateway = mockClient(ApiGatewayManagementApiClient)
const push = makeLivePush({ endpoint: 'https://live.example.com/live' })

test('a push is sent, finds nobody, or fails', async () => {
  gateway
    .on(PostToConnectionCommand)
    .resolvesOnce({})
    .rejectsOnce(new GoneException({ message: '', $metadata: {} }))
    .rejects(new Error('no answer'))
  expect(await push.send('c1=', 'text')).toBe('sent')
  expect(await push.send('c1=', 'text')).toBe('gone')
  await expect(push.send('c1=', 'text')).rejects.toThrow('no answer')
  expect(gateway.call(0).args[0].input).toEqual({ ConnectionId: 'c1=', Data: Buffer.from('text') })
})
