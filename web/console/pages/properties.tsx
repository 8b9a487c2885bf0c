import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { t } from '../messages.ts'
import { May } from '../permission.tsx'
import { queries } from '../queries.ts'
import type { Property } from '../scope.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Page, Section } from '../ui/page.tsx'
import { Empty, Read } from '../ui/waiting.tsx'

const Rooms = ({ property }: { property: Property }) => {
  const rooms = useQuery(queries.rooms(property.id))
  const { street, city, region, postalCode } = property.address
  return (
    <Section
      title={property.name}
      actions={
        <May call="POST /v1/properties/{propertyId}/rooms">
          <LinkButton href={`/properties/${property.id}/rooms/new`}>{t.properties.addRoom}</LinkButton>
        </May>
      }
    >
      <p className="faint">
        {street}, {city}, {region} {postalCode} · {property.timeZone}
      </p>
      <Read of={rooms} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{t.overview.noRooms}</p>
          ) : (
            <ul className="plain-list">
              {items.map((room) => (
                <li key={room.id}>
                  <Link
                    to="/properties/$propertyId/rooms/$roomId"
                    params={{ propertyId: property.id, roomId: room.id }}
                  >
                    {room.name}
                  </Link>{' '}
                  <span className="faint">
                    {t.properties.fits(room.capacity)}, {t.properties.zoneCount(room.zones.length)}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Read>
    </Section>
  )
}

/** The portfolio's properties with their rooms. */
export const PropertiesPage = (): ReactNode => {
  const properties = useQuery(queries.properties())
  return (
    <Page
      title={t.properties.title}
      actions={
        <May call="POST /v1/properties">
          <LinkButton href="/properties/new" variant="primary">
            {t.properties.add}
          </LinkButton>
        </May>
      }
    >
      <Read of={properties}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card">
              <Empty title={t.properties.empty} hint={t.properties.emptyHint} />
            </div>
          ) : (
            items.map((property) => <Rooms key={property.id} property={property} />)
          )
        }
      </Read>
    </Page>
  )
}
