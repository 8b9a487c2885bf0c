import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Answer } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { May } from '../permission.tsx'
import { words } from '../words.ts'
import { OnlineMark, VerdictMark } from './marks.tsx'
import { Meter } from './meter.tsx'
import { Ago, When } from './when.tsx'

/** A room as the console shows it live. */
export type RoomState = Answer<'GET /v1/properties/{propertyId}/state'>['rooms'][number]

const DOOR: Record<RoomState['door'], StatusIndicatorProps.Type> = {
  closed: 'success',
  open: 'info',
  ajar: 'warning',
  forced: 'error',
  fault: 'error',
  unknown: 'pending',
}

/** One room: door and lock, what is inside, its devices, who was there last and how that ended. */
export const RoomCard = ({
  room,
  zone,
  titled = true,
}: {
  room: RoomState
  zone: string | undefined
  /** Without its name where the page is headed by it. */
  titled?: boolean
}): ReactNode => {
  const silent = room.devices.some((device) => !device.online)
  const visit = room.lastVisit
  return (
    <article className="card room" aria-label={room.name}>
      {titled || room.openIncidents > 0 ? (
        <div className="room-head">
          {titled ? (
            <h3>
              <Link
                to="/properties/$propertyId/rooms/$roomId"
                params={{ propertyId: room.propertyId, roomId: room.roomId }}
              >
                {room.name}
              </Link>
            </h3>
          ) : null}
          {room.openIncidents > 0 ? (
            <Link to="/incidents" search={{ property: room.propertyId, status: 'open' }} className="badge-alarm">
              {t.overview.openIncidents(room.openIncidents)}
            </Link>
          ) : null}
        </div>
      ) : null}
      <dl className="facts">
        <div>
          <dt>{t.overview.door}</dt>
          <dd>
            <StatusIndicator type={DOOR[room.door]} wrapText={false}>
              {words.door[room.door]}, {words.lock[room.lock]}
            </StatusIndicator>
          </dd>
        </div>
        <div>
          <dt>{t.overview.packages}</dt>
          <dd>
            {t.overview.of(room.packagesInside, room.capacity)}
            <Meter
              value={room.packagesInside}
              max={room.capacity}
              label={`${t.overview.packages}: ${t.overview.of(room.packagesInside, room.capacity)}`}
            />
          </dd>
        </div>
        <div className="facts-wide">
          <dt>{t.overview.lastVisit}</dt>
          <dd>
            {visit === null ? (
              <span className="faint">{t.overview.noVisit}</span>
            ) : (
              <>
                <span className="visit-line">
                  <strong>{visit.who}</strong> <When at={visit.at} zone={zone} />
                  <VerdictMark verdict={visit.verdict} />
                </span>
                {visit.reason === '' ? null : <div className="faint">{visit.reason}</div>}
              </>
            )}
          </dd>
        </div>
        <div className="facts-wide">
          <dt>{t.nav.devices}</dt>
          <dd>
            {room.devices.length === 0 ? (
              <>
                <span className="faint">{t.overview.noDevices}. </span>
                <May call="POST /v1/devices">
                  <Link to="/devices" search={{ property: room.propertyId }}>
                    {t.overview.registerDevice}
                  </Link>
                </May>
              </>
            ) : (
              <ul className="device-lines">
                {room.devices.map((device) => (
                  <li key={device.thing}>
                    {device.name} <OnlineMark online={device.online} />{' '}
                    <span className="faint">
                      {device.lastHeardAt === null ? (
                        t.overview.neverHeard
                      ) : (
                        <>
                          {t.overview.heard} <Ago at={device.lastHeardAt} zone={zone} />
                        </>
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            )}
            {silent ? <div className="partial">{t.overview.partial}</div> : null}
          </dd>
        </div>
      </dl>
    </article>
  )
}
