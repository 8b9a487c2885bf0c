import type { FakeWorld } from './fake-world.ts'

/** What a fake simulator answers for a path under /sim; undefined where it has nothing. */
export const answerSimulator = (world: FakeWorld, method: string, path: string, body: unknown): unknown => {
  const room = world.rooms[0]
  if (method === 'GET' && path === '/sim/rooms') {
    return room
      ? [
          {
            roomId: room.id,
            name: room.name,
            property: world.properties[0]?.name,
            door: world.door,
            lock: world.door === 'open' ? 'unlocked' : 'locked',
            controllerOnline: true,
            kioskOnline: true,
            kioskPending: 0,
            inside: world.door === 'open',
          },
        ]
      : []
  }
  if (method === 'GET' && path === '/sim/samples') {
    return ['usps_easypost_sparrow', 'ups_photo_8747', 'fedex_zebrash', 'dhl_karrio_us', 'amazon_spapi'].map(
      (name) => ({
        name: `${name}.png`,
        url: '/fake/label.png',
      }),
    )
  }
  if (path.endsWith('/keypad')) {
    const admitted = (body as { code?: string }).code === '04719283'
    if (admitted) world.door = 'open'
    return { admitted, why: admitted ? null : 'unknown' }
  }
  if (path.endsWith('/kiosk/intake'))
    return { id: '1', picture: '', reading: world.readings[0], package: world.packages[0] }
  return {}
}
