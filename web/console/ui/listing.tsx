import Button from '@cloudscape-design/components/button'
import Table from '@cloudscape-design/components/table'
import { type ReactNode, useSyncExternalStore } from 'react'
import type { Endpoint } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { usePermissions } from '../permission.tsx'
import { ProblemAlert } from './problem.tsx'
import { type Rows, useReadOn } from './read-on.ts'
import { Empty, Waiting } from './waiting.tsx'

/** One column of a listing. The first column names the row and heads its card on a phone. */
export interface Column<T> {
  readonly id: string
  readonly header: string
  readonly cell: (item: T) => ReactNode
  /** Left out on a phone, where it would say nothing beside the others. */
  readonly wideOnly?: boolean
  /** Takes the whole width of a card on a phone: what is longer than a few words. */
  readonly wide?: boolean
  /** The call that is made from here: for those who may, and at the foot of the card on a phone. */
  readonly actions?: Endpoint
}

const narrow = matchMedia('(max-width: 700px)')
const useNarrow = () =>
  useSyncExternalStore(
    (changed) => {
      narrow.addEventListener('change', changed)
      return () => narrow.removeEventListener('change', changed)
    },
    () => narrow.matches,
  )

/** A list that is read in pages: a table, or cards on a phone where a table would scroll sideways. */
export const Listing = <T,>(props: {
  label: string
  rows: Rows<T>
  columns: readonly Column<T>[]
  keyOf: (item: T) => string
  empty: ReactNode
}): ReactNode => {
  const { label, rows, keyOf, empty } = props
  const may = usePermissions()
  const columns = props.columns.filter(({ actions }) => actions === undefined || may(actions))
  const isNarrow = useNarrow()
  const readsOn = useReadOn(rows)
  const items = rows.data?.pages.flatMap((page) => page.items) ?? []
  if (rows.error && items.length === 0) return <ProblemAlert error={rows.error} onRetry={() => void rows.refetch()} />
  if (rows.data === undefined || readsOn) return <Waiting lines={6} />
  const more = rows.hasNextPage ? (
    <div className="more">
      <Button loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
        {items.length === 0 ? t.common.searchOn : t.common.loadMore}
      </Button>
    </div>
  ) : null
  if (items.length === 0)
    return (
      <div className="card">
        {rows.hasNextPage ? <Empty title={t.common.nothingYet} hint={t.common.nothingYetHint} action={more} /> : empty}
      </div>
    )
  if (isNarrow) {
    const [first, ...rest] = columns
    return (
      <>
        <ul className="cards" aria-label={label}>
          {items.map((item) => (
            <li key={keyOf(item)} className="card">
              <div className="card-head">{first?.cell(item)}</div>
              <dl className="facts facts-row">
                {rest
                  .filter((column) => !column.wideOnly && !column.actions)
                  .map((column) => (
                    <div key={column.id} className={column.wide ? 'facts-wide' : undefined}>
                      <dt>{column.header}</dt>
                      <dd>{column.cell(item)}</dd>
                    </div>
                  ))}
              </dl>
              {columns
                .filter(({ actions }) => actions)
                .map((column) => (
                  <div key={column.id} className="card-foot">
                    {column.cell(item)}
                  </div>
                ))}
            </li>
          ))}
        </ul>
        {more}
      </>
    )
  }
  return (
    <>
      <Table
        variant="container"
        contentDensity="compact"
        enableKeyboardNavigation={false}
        ariaLabels={{ tableLabel: label }}
        items={items}
        trackBy={keyOf}
        columnDefinitions={columns.map((column, index) => ({
          id: column.id,
          header: column.header,
          cell: column.cell,
          isRowHeader: index === 0,
        }))}
      />
      {more}
    </>
  )
}
