import Button from '@cloudscape-design/components/button'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { dayText } from '../../client/time.ts'
import { t } from '../messages.ts'
import { May } from '../permission.tsx'
import { queries } from '../queries.ts'
import { InProperty, type Property, PropertyPicker } from '../scope.tsx'
import { TextField } from '../ui/field.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Listing } from '../ui/listing.tsx'
import { Page } from '../ui/page.tsx'
import { Empty } from '../ui/waiting.tsx'
import { words } from '../words.ts'

const Residents = ({ property }: { property: Property }) => {
  const search = useSearch({ strict: false }) as { property?: string; unit?: string; name?: string }
  const navigate = useNavigate()
  const [name, setName] = useState(search.name ?? '')
  const [unit, setUnit] = useState(search.unit ?? '')
  const residents = useInfiniteQuery(queries.residents(property.id, { unit: search.unit, name: search.name }))
  const filtered = search.unit !== undefined || search.name !== undefined
  const filter = (changed: { name?: string; unit?: string }) =>
    void navigate({ to: '/residents', search: { property: search.property, ...changed } as never, replace: true })
  const clear = () => {
    setName('')
    setUnit('')
    filter({})
  }
  return (
    <Page
      title={t.residents.title}
      actions={
        <May call="POST /v1/properties/{propertyId}/resident-imports">
          <LinkButton href={`/residents/import?property=${property.id}`}>{t.residents.import}</LinkButton>
        </May>
      }
    >
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault()
          filter({ name: name.trim(), unit: unit.trim() })
        }}
      >
        <PropertyPicker property={property} />
        <TextField label={t.residents.name} value={name} onChange={setName} />
        <TextField label={t.residents.unit} value={unit} onChange={setUnit} />
        <div className="buttons">
          <Button formAction="submit">{t.residents.find}</Button>
          {filtered ? (
            <Button variant="link" formAction="none" onClick={clear}>
              {t.common.clear}
            </Button>
          ) : null}
        </div>
      </form>
      <Listing
        label={t.residents.title}
        rows={residents}
        keyOf={(resident) => resident.id}
        columns={[
          { id: 'name', header: t.residents.name, cell: (r) => `${r.firstName} ${r.lastName}` },
          { id: 'unit', header: t.residents.unit, cell: (r) => r.unit },
          {
            id: 'contact',
            wide: true,
            header: t.residents.contact,
            cell: (r) => (
              <>
                {words.channel[r.preferredChannel]}
                <div className="faint">
                  {(r.preferredChannel === 'sms' ? r.phone : r.email) ?? t.residents.noContact}
                </div>
              </>
            ),
          },
          { id: 'moveIn', header: t.residents.moveIn, cell: (r) => dayText(r.moveIn), wideOnly: true },
          {
            id: 'moveOut',
            header: t.residents.moveOut,
            cell: (r) => (r.moveOut === null ? t.common.none : dayText(r.moveOut)),
          },
        ]}
        empty={
          filtered ? (
            <Empty title={t.common.noMatches} action={<Button onClick={clear}>{t.common.clear}</Button>} />
          ) : (
            <Empty
              title={t.residents.empty}
              hint={t.residents.emptyHint}
              action={
                <May call="POST /v1/properties/{propertyId}/resident-imports">
                  <Link to="/residents/import" search={{ property: property.id }}>
                    {t.residents.import}
                  </Link>
                </May>
              }
            />
          )
        }
      />
    </Page>
  )
}

/** Residents of a property; labels are matched against them. */
export const ResidentsPage = (): ReactNode => (
  <InProperty title={t.residents.title}>{(property) => <Residents key={property.id} property={property} />}</InProperty>
)
