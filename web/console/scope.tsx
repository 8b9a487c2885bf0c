import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Item } from '../client/endpoints.ts'
import { t } from './messages.ts'
import { May } from './permission.tsx'
import { queries } from './queries.ts'
import { LinkButton } from './ui/link.tsx'
import { Page } from './ui/page.tsx'
import { Empty, Read } from './ui/waiting.tsx'

/** A property of the portfolio. */
export type Property = Item<'GET /v1/properties'>

/** Time zone of a property, once the properties are known. */
export const useZone = (propertyId: string | undefined): string | undefined => {
  const { data } = useQuery(queries.properties())
  return data?.items.find((property) => property.id === propertyId)?.timeZone
}

/** A page about the property that the address names, or the first one; `title` heads it while there is none to show. */
export const InProperty = ({
  title,
  children,
}: {
  title: string
  children: (property: Property) => ReactNode
}): ReactNode => {
  const properties = useQuery(queries.properties())
  const { property: wanted } = useSearch({ strict: false }) as { property?: string }
  const items = properties.data?.items ?? []
  const chosen = items.find((property) => property.id === wanted) ?? items[0]
  if (chosen) return children(chosen)
  return (
    <Page title={title}>
      <Read of={properties}>
        {() => (
          <div className="card">
            <Empty
              title={t.properties.empty}
              hint={t.properties.emptyHint}
              action={
                <May call="POST /v1/properties">
                  <LinkButton href="/properties/new">{t.properties.add}</LinkButton>
                </May>
              }
            />
          </div>
        )}
      </Read>
    </Page>
  )
}

/** Chooses the property; the choice is kept in the address. Nothing where there is only one. */
export const PropertyPicker = ({ property }: { property: Property }): ReactNode => {
  const { data } = useQuery(queries.properties())
  const navigate = useNavigate()
  const items = data?.items ?? []
  if (items.length < 2) return null
  return (
    <FormField label={t.common.property}>
      <Select
        selectedOption={{ value: property.id, label: property.name }}
        options={items.map(({ id, name }) => ({ value: id, label: name }))}
        filteringType={items.length > 8 ? 'auto' : 'none'}
        onChange={({ detail }) =>
          void navigate({ to: '.', search: { property: detail.selectedOption.value ?? property.id } as never })
        }
      />
    </FormField>
  )
}
