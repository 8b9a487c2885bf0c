import { once } from 'node:events'
import { createServer } from 'node:net'
import { MissingPart } from './python.ts'

/** Asks the system for free loopback ports, all different. */
export const freePorts = async (count: number): Promise<number[]> => {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  return ports
}

/** Throws {@link MissingPart} when something listens on the port already. */
export const assertPortIsFree = async (port: number): Promise<void> => {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new MissingPart(
      `Port ${port} is taken (${(error as NodeJS.ErrnoException).code}); end what listens there or choose another.`,
    )
  }
  await new Promise((done) => server.close(done))
}
