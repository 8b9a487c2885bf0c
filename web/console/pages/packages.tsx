import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { carrierName } from '../../client/carriers.ts'
import type { Item as ItemOf } from '../../client/endpoints.ts'
import { dayIn, dayStart } from '../../client/time.ts'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'
import { InProperty, type Property, PropertyPicker } from '../scope.tsx'
import { TextField } from '../ui/field.tsx'
import { Listing } from '../ui/listing.tsx'
import { PackageMark } from '../ui/marks.tsx'
import { PackagePanel } from '../ui/package-panel.tsx'
import { Page } from '../ui/page.tsx'
import { Empty } from '../ui/waiting.tsx'
import { When } from '../ui/when.tsx'
import { words } from '../words.ts'

interface Search {
  readonly property?: string
  readonly status?: string
  readonly unit?: string
  readonly tracking?: string
  readonly day?: string
  readonly package?: string
}
type Item = ItemOf<'GET /v1/packages'>
type Status = keyof typeof words.packageStatus

const ANY = { value: '', label: t.common.any }
const STATUSES = [ANY, ...Object.entries(words.packageStatus).map(([value, label]) => ({ value, label }))]
const DAYS = Object.entries(t.packages.days).map(([value, label]) => ({ value, label }))
const DAY_MS = 86_400_000

/** The instant from which packages are listed; undefined for every day. */
const fromOf = (day: string, zone: string): string | undefined => {
  if (day === 'all') return undefined
  const back = day === 'week' ? 6 * DAY_MS : 0
  return dayStart(dayIn(Date.now() - back, zone), zone).toISOString()
}

/** A text filter that is written to the address once typing pauses. */
const useTyped = (value: string, change: (value: string) => void) => {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => change(typed), 300)
    return () => clearTimeout(timer)
  })
  return [typed, setTyped] as const
}

const Packages = ({ property }: { property: Property }) => {
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const filter = (changed: Partial<Record<keyof Search, string | undefined>>) =>
    void navigate({ to: '/packages', search: { ...search, ...changed } as never, replace: true })
  const [unit, setUnit] = useTyped(search.unit ?? '', (value) => filter({ unit: value }))
  const [tracking, setTracking] = useTyped(search.tracking ?? '', (value) => filter({ tracking: value }))
  const day = search.day !== undefined && search.day in t.packages.days ? search.day : 'today'
  const status = search.status !== undefined && search.status in words.packageStatus ? search.status : ''
  const packages = useInfiniteQuery(
    queries.packages(
      useDeferredValue({
        propertyId: property.id,
        status: status === '' ? undefined : (status as Status),
        unit: search.unit,
        trackingNumber: search.tracking?.toUpperCase(),
        receivedFrom: fromOf(day, property.timeZone),
      }),
    ),
  )
  const filtered = day !== 'today' || status !== '' || search.unit !== undefined || search.tracking !== undefined
  const open = search.package

  return (
    <Page title={t.packages.title}>
      <div className={open === undefined ? 'with-panel' : 'with-panel with-panel-open'}>
        <div className="with-panel-list section">
          <div className="filters">
            <PropertyPicker property={property} />
            <FormField label={t.packages.day}>
              <Select
                selectedOption={DAYS.find(({ value }) => value === day) ?? null}
                options={DAYS}
                onChange={({ detail }) => filter({ day: detail.selectedOption.value })}
              />
            </FormField>
            <FormField label={t.common.status}>
              <Select
                selectedOption={STATUSES.find(({ value }) => value === status) ?? ANY}
                options={STATUSES}
                onChange={({ detail }) => filter({ status: detail.selectedOption.value })}
              />
            </FormField>
            <TextField label={t.packages.unit} value={unit} onChange={setUnit} />
            <TextField label={t.packages.tracking} value={tracking} onChange={setTracking} />
          </div>
          <Listing
            label={t.packages.title}
            rows={packages}
            keyOf={(item) => item.id}
            columns={[
              {
                id: 'recipient',
                header: t.packages.recipient,
                cell: (item) => (
                  <Link
                    to="/packages"
                    search={{ ...search, package: item.id } as never}
                    resetScroll={false}
                    activeProps={{}}
                    className={item.id === open ? 'chosen' : ''}
                  >
                    {item.recipient ?? t.packages.unknownRecipient}
                  </Link>
                ),
              },
              { id: 'unit', header: t.packages.unit, cell: (item) => item.unit ?? t.common.none },
              { id: 'status', header: t.common.status, cell: (item) => <PackageMark status={item.status} /> },
              ...(open === undefined
                ? [
                    {
                      id: 'carrier',
                      header: t.packages.carrier,
                      cell: (item: Item) => (item.carrier === null ? t.common.none : carrierName(item.carrier)),
                    },
                    {
                      id: 'tracking',
                      wide: true,
                      header: t.packages.tracking,
                      cell: (item: Item) => <span className="number">{item.trackingNumber ?? t.common.none}</span>,
                    },
                    {
                      id: 'zone',
                      header: t.packages.zone,
                      cell: (item: Item) => item.zone ?? t.common.none,
                      wideOnly: true,
                    },
                  ]
                : []),
              {
                id: 'received',
                header: t.packages.receivedAt,
                cell: (item) => <When at={item.receivedAt} zone={property.timeZone} />,
              },
            ]}
            empty={
              filtered ? (
                <Empty
                  title={t.common.noMatches}
                  action={
                    <Button
                      onClick={() => void navigate({ to: '/packages', search: { property: search.property } as never })}
                    >
                      {t.common.clear}
                    </Button>
                  }
                />
              ) : (
                <Empty title={t.packages.empty} hint={t.packages.emptyHint} />
              )
            }
          />
        </div>
        {open === undefined ? null : (
          <PackagePanel packageId={open} zone={property.timeZone} onClose={() => filter({ package: undefined })} />
        )}
      </div>
    </Page>
  )
}

/** Packages of a property, today's first, with one of them open beside the list. */
export const PackagesPage = (): ReactNode => (
  <InProperty title={t.packages.title}>{(property) => <Packages key={property.id} property={property} />}</InProperty>
)
