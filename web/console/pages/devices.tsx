import Button from '@cloudscape-design/components/button'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Answer, Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { May } from '../permission.tsx'
import { queries } from '../queries.ts'
import { InProperty, type Property, PropertyPicker } from '../scope.tsx'
import { ClaimDialog } from '../ui/claim-dialog.tsx'
import { DeviceDialog } from '../ui/device-dialog.tsx'
import { Listing } from '../ui/listing.tsx'
import { OnlineMark } from '../ui/marks.tsx'
import { Page } from '../ui/page.tsx'
import { RegisterDialog } from '../ui/register-dialog.tsx'
import { UnlockDialog } from '../ui/unlock-dialog.tsx'
import { Empty } from '../ui/waiting.tsx'
import { Ago } from '../ui/when.tsx'
import { words } from '../words.ts'

type Device = Item<'GET /v1/devices'>
const SERVING: readonly Device['status'][] = ['claimed', 'in_service']

const Devices = ({ property }: { property: Property }) => {
  const devices = useInfiniteQuery(queries.devices(property.id))
  const rooms = useQuery(queries.rooms(property.id))
  const [registering, setRegistering] = useState(false)
  const [registered, setRegistered] = useState<Answer<'POST /v1/devices'> | null>(null)
  const [unlocking, setUnlocking] = useState<Device | null>(null)
  const [lookingAt, setLookingAt] = useState<Device | null>(null)
  const roomOf = (device: Device) => rooms.data?.items.find(({ id }) => id === device.roomId)?.name ?? t.common.none
  return (
    <Page
      title={t.devices.title}
      actions={
        <May call="POST /v1/devices">
          <Button variant="primary" onClick={() => setRegistering(true)}>
            {t.devices.register}
          </Button>
        </May>
      }
    >
      <div className="filters">
        <PropertyPicker property={property} />
      </div>
      <Listing
        label={t.devices.title}
        rows={devices}
        keyOf={(device) => device.thing}
        columns={[
          {
            id: 'name',
            header: t.devices.name,
            cell: (device) => (
              <Button
                variant="inline-link"
                ariaLabel={t.devices.look(device.name)}
                onClick={() => setLookingAt(device)}
              >
                {device.name}
              </Button>
            ),
          },
          { id: 'class', header: t.devices.class, cell: (device) => words.deviceClass[device.class] },
          { id: 'room', header: t.common.room, cell: roomOf },
          { id: 'status', header: t.common.status, cell: (device) => words.deviceStatus[device.status] },
          {
            id: 'heard',
            header: t.devices.heard,
            cell: (device) =>
              device.lastHeardAt === null ? (
                t.devices.never
              ) : (
                <span className="visit-line">
                  <OnlineMark online={device.online} /> <Ago at={device.lastHeardAt} zone={property.timeZone} />
                </span>
              ),
          },
          {
            id: 'actions',
            actions: 'POST /v1/devices/{thing}/commands',
            header: t.common.actions,
            cell: (device) =>
              device.class === 'rc' && SERVING.includes(device.status) ? (
                <Button
                  wrapText={false}
                  ariaLabel={`${t.devices.unlock}: ${roomOf(device)}`}
                  onClick={() => setUnlocking(device)}
                >
                  {t.devices.unlock}
                </Button>
              ) : null,
          },
        ]}
        empty={<Empty title={t.devices.empty} hint={t.devices.emptyHint} />}
      />
      {registering ? (
        <RegisterDialog
          property={property}
          rooms={rooms.data?.items ?? []}
          onClose={() => setRegistering(false)}
          onRegistered={(device) => {
            setRegistering(false)
            setRegistered(device)
          }}
        />
      ) : null}
      {registered ? (
        <ClaimDialog device={registered} zone={property.timeZone} onClose={() => setRegistered(null)} />
      ) : null}
      {lookingAt ? (
        <DeviceDialog device={lookingAt} zone={property.timeZone} onClose={() => setLookingAt(null)} />
      ) : null}
      {unlocking ? (
        <UnlockDialog device={unlocking} room={roomOf(unlocking)} onClose={() => setUnlocking(null)} />
      ) : null}
    </Page>
  )
}

/** The hardware of a property: whether each device is heard from, registration, remote unlock. */
export const DevicesPage = (): ReactNode => (
  <InProperty title={t.devices.title}>{(property) => <Devices property={property} />}</InProperty>
)
