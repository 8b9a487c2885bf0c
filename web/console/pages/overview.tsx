import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { t } from '../messages.ts'
import { May } from '../permission.tsx'
import { queries } from '../queries.ts'
import { FirstUse } from '../ui/first-use.tsx'
import { LinkButton } from '../ui/link.tsx'
import { NeedsAction } from '../ui/needs-action.tsx'
import { Page as PageFrame, Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { RoomCard, type RoomState } from '../ui/room-card.tsx'
import { Read, Waiting } from '../ui/waiting.tsx'
import { When } from '../ui/when.tsx'

const sum = <T,>(items: readonly T[], of: (item: T) => number) => items.reduce((total, item) => total + of(item), 0)

const Tile = ({
  label,
  value,
  hint,
  to,
  search,
  alarm,
}: {
  label: string
  value: ReactNode
  hint?: string
  to: string
  search?: Record<string, string>
  alarm?: boolean
}) => (
  <Link to={to} search={search as never} className={alarm ? 'tile tile-alarm' : 'tile'}>
    <span className="tile-label">{label}</span>
    <span className="tile-value">{value}</span>
    {hint === undefined ? null : <span className="tile-hint">{hint}</span>}
  </Link>
)

/** The first page: figures, what needs action now, and every room as it is. */
export const Page = (): ReactNode => {
  const properties = useQuery(queries.properties())
  const all = properties.data?.items ?? []
  const states = useQueries({ queries: all.map(({ id }) => queries.state(id)) })
  const open = useQuery(queries.openIncidents())
  const inHand = useQuery(queries.acknowledgedIncidents())

  const read = states.flatMap(({ data }) => (data ? [data] : []))
  const rooms: RoomState[] = read.flatMap((state) => state.rooms)
  const devices = rooms.flatMap((room) => room.devices)
  const inside = sum(read, (state) => state.packages.inside)
  const capacity = sum(rooms, (room) => room.capacity)
  const silent = devices.filter((device) => !device.online).length
  const complete = read.length === all.length
  const figure = (value: ReactNode) => (complete ? value : '…')

  return (
    <PageFrame title={t.overview.title}>
      <Read of={properties} lines={8}>
        {({ items }) =>
          items.length === 0 || (complete && rooms.length === 0) ? (
            <FirstUse property={items[0]} />
          ) : (
            <>
              <div className="tiles">
                <Tile
                  label={t.overview.incidents}
                  value={open.data ? `${open.data.items.length}${open.data.more ? '+' : ''}` : '…'}
                  hint={t.overview.inHand(inHand.data?.items.length ?? 0)}
                  to="/incidents"
                  search={{ status: 'open' }}
                  alarm={(open.data?.items.length ?? 0) > 0}
                />
                <Tile
                  label={t.overview.inside}
                  value={figure(inside)}
                  hint={t.overview.insideOf(capacity > 0 ? Math.round((inside / capacity) * 100) : 0)}
                  to="/packages"
                  search={{ status: 'stored', day: 'all' }}
                />
                <Tile
                  label={t.overview.received}
                  value={figure(sum(read, (state) => state.packages.receivedToday))}
                  to="/packages"
                  search={{ day: 'today' }}
                />
                <Tile
                  label={t.overview.collected}
                  value={figure(sum(read, (state) => state.packages.collectedToday))}
                  to="/packages"
                  search={{ status: 'collected', day: 'all' }}
                />
                <Tile
                  label={t.overview.devices}
                  value={figure(t.overview.devicesOf(devices.length - silent, devices.length))}
                  hint={silent === 0 ? t.overview.allHeard : t.overview.silent(silent)}
                  to="/devices"
                  alarm={silent > 0}
                />
              </div>
              <Section title={t.overview.action}>
                <Read of={open} lines={2}>
                  {(incidents) => (
                    <NeedsAction incidents={incidents.items} inHand={inHand.data?.items ?? []} properties={items} />
                  )}
                </Read>
              </Section>
              {items.map((property, index) => {
                const state = states[index]
                return (
                  <Section
                    key={property.id}
                    title={property.name}
                    plain
                    actions={
                      state?.data ? (
                        <span className="faint">
                          {t.overview.asOfBefore} <When at={state.data.asOf} zone={property.timeZone} seconds />
                        </span>
                      ) : null
                    }
                  >
                    {state?.data ? (
                      <>
                        <div className="rooms">
                          {state.data.rooms.map((room) => (
                            <RoomCard key={room.roomId} room={room} zone={property.timeZone} />
                          ))}
                        </div>
                        {state.data.rooms.length === 0 ? (
                          <div className="card">
                            <p>{t.overview.noRooms}</p>
                            <May call="POST /v1/properties/{propertyId}/rooms">
                              <LinkButton href={`/properties/${property.id}/rooms/new`}>
                                {t.properties.addRoom}
                              </LinkButton>
                            </May>
                          </div>
                        ) : null}
                      </>
                    ) : state?.error ? (
                      <ProblemAlert error={state.error} onRetry={() => void state.refetch()} />
                    ) : (
                      <Waiting lines={4} />
                    )}
                  </Section>
                )
              })}
            </>
          )
        }
      </Read>
    </PageFrame>
  )
}
