import { signCommand } from '../../../device-shadow/documents/crypto.ts'
import { topics } from '../../../device-shadow/documents/topics.ts'
import type { DeviceMessages } from '../../../shared/adapters/iot-data.ts'
import { isRefusal, refuse } from '../../../shared/contracts/problem.ts'
import type { deviceRoutes } from '../../../shared/contracts/routes/access.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newId } from '../../../shared/runtime/ids.ts'
import { type CommandRecord, makeCommands } from '../../../shared/table/commands.ts'
import { commit } from '../../../shared/table/commit.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { DeviceKeysOf } from '../../middleware/device-keys.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { findDevice } from './find-device.ts'

/** A device runs a command that ends within 15 s; three seconds are left for the way. */
const LIFETIME_MS = 12_000
const KEPT_SECONDS = 90 * 86_400

/**
 * Sends a command, signed with the device’s own key. It is written down before it is sent: one that is lost in between never
 * ran and shows as expired.
 */
export const makeSendCommand =
  ({
    tenants,
    keysOf,
    messages,
  }: {
    tenants: Tenants
    keysOf: DeviceKeysOf
    messages: Pick<DeviceMessages, 'publish'>
  }): ApiHandler<(typeof deviceRoutes)[3]> =>
  async (request) => {
    const { principal, params, body, once, now } = request
    const { portfolioId } = principal
    const table = await tenants.table(portfolioId)
    const device = await findDevice(table, principal, params.thing)
    if (isRefusal(device)) return device
    if (body.op === 'unlock' && device.class !== 'rc' && device.class !== 'lb')
      return refuse('device.wrong_class', `${params.thing} has no lock. Send unlock to the room’s controller.`)
    if (device.status === 'retired')
      return refuse('device.not_claimed', `${params.thing} is retired: another device stands in its place.`)
    const keys = await keysOf(table, portfolioId, params.thing)
    if (!keys || device.status === 'registered')
      return refuse('device.not_claimed', `${params.thing} is not claimed yet. Enter its claim code on the device.`)
    const command: CommandRecord = {
      id: newId('command'),
      thing: params.thing,
      ...body,
      status: 'sent',
      sentAt: instant(now),
      answeredAt: null,
    }
    const event = changeBy(request, 'device.commanded', params.thing, {
      propertyId: device.propertyId,
      data: { roomId: device.roomId, commandId: command.id, op: body.op },
    })
    const done = await commit(table, once, answer(202, command), [
      makeCommands(table).create(portfolioId, command, Math.floor(now / 1000) + KEPT_SECONDS, event),
    ])
    if ('failed' in done) throw new Error(`the new command ${command.id} exists`)
    const isFirst = !isRefusal(done) && done.body !== undefined
    const head = { v: 1 as const, id: command.id, nbf: now, exp: now + LIFETIME_MS }
    const signed =
      body.op === 'unlock'
        ? signCommand(keys.kSnap, { ...head, op: body.op, args: { cr: null, role: 'staff' as const } })
        : signCommand(keys.kSnap, { ...head, op: body.op, args: {} })
    if (isFirst) await messages.publish(topics(params.thing).dn.cmd, signed)
    return done
  }
