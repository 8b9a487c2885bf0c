import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeLoopbackCertificate } from './certificate.ts'
import { type Gateway, startGateway } from './gateway.ts'
import { freePorts } from './ports.ts'

const outputs = {
  ApiId: 'api1',
  LiveApiId: 'live1',
  EvidenceBucket: 'pictures',
  DistributionDomain: 'd1.cloudfront.net',
}

let upstream: Server
let gateway: Gateway

/** An upstream that says back how it was asked; it greets whoever opens a WebSocket. */
beforeEach(async () => {
  const { certificate, privateKey } = await makeLoopbackCertificate(Date.now())
  upstream = createServer({ cert: certificate, key: privateKey }, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method, url, headers } = request
    response.writeHead(url?.includes('missing') ? 404 : 200, { 'x-upstream': 'yes' })
    response.end(JSON.stringify({ method, url, host: headers.host, body: Buffer.concat(chunks).toString() }))
  })
  upstream.on('upgrade', (request, socket: Duplex) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.write(`asked for ${request.url}`)
  })
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const [port = 0] = await freePorts(1)
  const endpoint = `https://localhost:${(upstream.address() as AddressInfo).port}`
  gateway = await startGateway({ endpoint, certificate, outputs, port })
})

afterEach(async () => {
  await gateway.stop()
  upstream.closeAllConnections()
  await new Promise((done) => upstream.close(done))
})

const ask = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${gateway.url}${path}`, init)
  return {
    status: response.status,
    headers: response.headers,
    asked: (await response.json()) as Record<string, string>,
  }
}

describe('the gateway', () => {
  it('sends the API’s paths to the API with method, body and query', async () => {
    const { asked, headers } = await ask('/v1/packages?limit=5', { method: 'POST', body: '{"a":1}' })
    expect(asked).toMatchObject({
      method: 'POST',
      url: '/_aws/execute-api/api1/$default/v1/packages?limit=5',
      body: '{"a":1}',
    })
    expect(headers.get('x-upstream')).toBe('yes')
  })

  it('hands on what the API answers, whatever it is', async () => {
    expect((await ask('/v1/missing')).status).toBe(404)
  })

  it('leaves signed addresses of evidence as they are: the host is part of the signature', async () => {
    const { asked } = await ask('/pictures/pf_1/a.png?X-Amz-Signature=abc', { method: 'PUT', body: 'picture' })
    expect(asked).toEqual({
      method: 'PUT',
      url: '/pictures/pf_1/a.png?X-Amz-Signature=abc',
      host: new URL(gateway.url).host,
      body: 'picture',
    })
  })

  it('asks the distribution for everything else, under its own name', async () => {
    for (const path of ['/', '/rooms/1', '/assets/a.js', '/livery', '/pictures-of-others/a'])
      expect((await ask(path)).asked).toMatchObject({ url: path, host: 'd1.cloudfront.net' })
  })

  it('hands a WebSocket through', async () => {
    const { request } = await import('node:http')
    const opening = request(`${gateway.url}/live?ticket=t`, {
      headers: { connection: 'Upgrade', upgrade: 'websocket' },
    })
    opening.end()
    const [, socket, head] = (await once(opening, 'upgrade')) as [unknown, Duplex, Buffer]
    const greeting = head.length > 0 ? head : ((await once(socket, 'data')) as [Buffer])[0]
    expect(greeting.toString()).toBe('asked for /_aws/execute-api/live1/live?ticket=t')
    socket.destroy()
  })

  it('says so when nobody answers', async () => {
    upstream.closeAllConnections()
    await new Promise((done) => upstream.close(done))
    const response = await fetch(`${gateway.url}/v1/packages`)
    expect(response.status).toBe(502)
    expect(await response.text()).toMatch(/The local AWS did not answer/)
    upstream.listen(0, '127.0.0.1')
  })
})
