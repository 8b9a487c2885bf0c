import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Answer, Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { notify } from '../notice.tsx'
import { May } from '../permission.tsx'
import { queries } from '../queries.ts'
import { InProperty, type Property, PropertyPicker } from '../scope.tsx'
import { useSend } from '../send.ts'
import { CodeDialog } from '../ui/code-dialog.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { GrantDialog } from '../ui/grant-dialog.tsx'
import { useHolderName } from '../ui/holder.ts'
import { LinkButton } from '../ui/link.tsx'
import { Listing } from '../ui/listing.tsx'
import { GrantMark } from '../ui/marks.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { Empty, Read } from '../ui/waiting.tsx'
import { When } from '../ui/when.tsx'
import { windowText } from '../ui/window.ts'
import { words } from '../words.ts'

type Grant = Item<'GET /v1/access-grants'>
type Room = Item<'GET /v1/properties/{propertyId}/rooms'>
type Created = Answer<'POST /v1/access-grants'>

const RevokeDialog = ({ grant, name, onClose }: { grant: Grant; name: string; onClose: () => void }) => {
  const send = useSend('DELETE /v1/access-grants/{accessGrantId}', {
    touches: [['grants'], ['grant', grant.id]],
    onDone: () => {
      notify(t.access.revoked(name))
      onClose()
    },
  })
  return (
    <Dialog
      title={t.access.revokeTitle(name)}
      submit={t.access.revoke}
      busy={send.isPending}
      onClose={onClose}
      onSubmit={() => send.mutate({ params: { accessGrantId: grant.id } })}
    >
      {send.isError ? <ProblemAlert error={send.error} /> : null}
      <p>{t.access.revokeHint}</p>
    </Dialog>
  )
}

const Status = ({ grant }: { grant: Grant }) => (
  <>
    <GrantMark status={grant.status} />
    <div className="faint small">
      {[words.grantMeaning[grant.status], ...[...grant.errors, ...grant.warnings].map(({ message }) => message)].join(
        '. ',
      )}
    </div>
  </>
)

const Grants = ({
  property,
  room,
  creating,
  onCreating,
}: {
  property: Property
  room: Room
  creating: boolean
  onCreating: (creating: boolean) => void
}) => {
  const grants = useInfiniteQuery(queries.grants(room.id))
  const [created, setCreated] = useState<Created | null>(null)
  const [revoking, setRevoking] = useState<Grant | null>(null)
  const shown = [...(grants.data?.pages.flatMap(({ items }) => items) ?? []), ...(created ? [created] : [])]
  const nameOf = useHolderName(
    property.id,
    shown.map(({ holder }) => holder),
  )
  return (
    <>
      <Listing
        label={t.access.title}
        rows={grants}
        keyOf={(grant) => grant.id}
        columns={[
          { id: 'holder', header: t.access.holder, cell: (grant) => nameOf(grant.holder) },
          { id: 'status', header: t.common.status, cell: (grant) => <Status grant={grant} />, wide: true },
          {
            id: 'selector',
            header: t.access.selector,
            cell: (grant) => <span className="number">{grant.selector}</span>,
          },
          {
            id: 'validity',
            header: t.access.validUntil,
            cell: (grant) => <When at={grant.revokedAt ?? grant.endsAt} zone={property.timeZone} />,
          },
          { id: 'hours', header: t.access.hours, cell: (grant) => windowText(grant.window), wideOnly: true },
          {
            id: 'actions',
            actions: 'DELETE /v1/access-grants/{accessGrantId}',
            header: t.common.actions,
            cell: (grant) =>
              grant.revokedAt === null && grant.status !== 'unset' ? (
                <Button
                  wrapText={false}
                  ariaLabel={`${t.access.revoke}: ${nameOf(grant.holder)}`}
                  onClick={() => setRevoking(grant)}
                >
                  {t.access.revoke}
                </Button>
              ) : null,
          },
        ]}
        empty={<Empty title={t.access.empty} hint={t.access.emptyHint} />}
      />
      {creating ? (
        <GrantDialog
          property={property}
          roomId={room.id}
          onClose={() => onCreating(false)}
          onCreated={(grant) => {
            onCreating(false)
            setCreated(grant)
          }}
        />
      ) : null}
      {created ? <CodeDialog created={created} name={nameOf(created.holder)} onClose={() => setCreated(null)} /> : null}
      {revoking ? (
        <RevokeDialog grant={revoking} name={nameOf(revoking.holder)} onClose={() => setRevoking(null)} />
      ) : null}
    </>
  )
}

const Access = ({ property }: { property: Property }) => {
  const { room: wanted } = useSearch({ strict: false }) as { room?: string }
  const navigate = useNavigate()
  const rooms = useQuery(queries.rooms(property.id))
  const [creating, setCreating] = useState(false)
  return (
    <Page
      title={t.access.title}
      actions={
        rooms.data && rooms.data.items.length > 0 ? (
          <May call="POST /v1/access-grants">
            <Button variant="primary" onClick={() => setCreating(true)}>
              {t.access.create}
            </Button>
          </May>
        ) : null
      }
    >
      <Read of={rooms}>
        {({ items }) => {
          const room = items.find(({ id }) => id === wanted) ?? items[0]
          const options = items.map(({ id, name }) => ({ value: id, label: name }))
          return (
            <>
              <div className="filters">
                <PropertyPicker property={property} />
                {items.length > 1 && room ? (
                  <FormField label={t.common.room}>
                    <Select
                      selectedOption={options.find(({ value }) => value === room.id) ?? null}
                      options={options}
                      onChange={({ detail }) =>
                        void navigate({
                          to: '/access',
                          search: { property: property.id, room: detail.selectedOption.value } as never,
                        })
                      }
                    />
                  </FormField>
                ) : null}
              </div>
              {room ? (
                <Grants key={room.id} property={property} room={room} creating={creating} onCreating={setCreating} />
              ) : (
                <Empty
                  title={t.access.noRoom}
                  action={
                    <May call="POST /v1/properties/{propertyId}/rooms">
                      <LinkButton href={`/properties/${property.id}/rooms/new`}>{t.properties.addRoom}</LinkButton>
                    </May>
                  }
                />
              )}
            </>
          )
        }}
      </Read>
    </Page>
  )
}

/** Who may open a room, and how far each code has reached its lock. */
export const AccessPage = (): ReactNode => (
  <InProperty title={t.access.title}>{(property) => <Access property={property} />}</InProperty>
)
