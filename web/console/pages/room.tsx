import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'
import { useZone } from '../scope.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Listing } from '../ui/listing.tsx'
import { VerdictMark } from '../ui/marks.tsx'
import { Page, Section } from '../ui/page.tsx'
import { RoomCard } from '../ui/room-card.tsx'
import { Empty, Read } from '../ui/waiting.tsx'
import { When } from '../ui/when.tsx'
import { words } from '../words.ts'

type Session = Item<'GET /v1/access-sessions'>

const Verdict = ({ session }: { session: Session }) => (
  <>
    <VerdictMark verdict={session.verdict} />
    <div className="faint small">{session.verdictReason === '' ? t.room.open : session.verdictReason}</div>
    {session.revisions.length > 1 ? (
      <details className="small">
        <summary>{t.room.revisions(session.revisions.length - 1)}</summary>
        <ul>
          {session.revisions.slice(0, -1).map((revision) => (
            <li key={revision.rev}>
              {words.verdict[revision.verdict]}: {revision.reason}
            </li>
          ))}
        </ul>
      </details>
    ) : null}
  </>
)

/** One room: as it is now, and everybody who opened it with the verdict on each visit. */
export const RoomPage = (): ReactNode => {
  const { propertyId, roomId } = useParams({ strict: false }) as { propertyId: string; roomId: string }
  const zone = useZone(propertyId)
  const state = useQuery(queries.state(propertyId))
  const sessions = useInfiniteQuery(queries.sessions(roomId))
  const carriers = useQuery(queries.carriers())
  const who = (session: Session) =>
    carriers.data?.items.find(({ id }) => id === session.carrierId)?.name ?? words.sessionRole[session.role]
  return (
    <Read of={state} lines={8}>
      {({ rooms }) => {
        const room = rooms.find((candidate) => candidate.roomId === roomId)
        if (!room) return <Page title={t.common.notFoundTitle}>{t.common.notFound}</Page>
        return (
          <Page
            title={room.name}
            actions={
              <>
                <LinkButton href={`/access?property=${propertyId}&room=${roomId}`}>{t.nav.access}</LinkButton>
                <LinkButton href={`/devices?property=${propertyId}`}>{t.nav.devices}</LinkButton>
              </>
            }
          >
            <RoomCard room={room} zone={zone} titled={false} />
            <Section title={t.room.visits} plain>
              <Listing
                label={t.room.visits}
                rows={sessions}
                keyOf={(session) => session.id}
                columns={[
                  { id: 'who', header: t.room.who, cell: who },
                  {
                    id: 'verdict',
                    header: t.room.verdict,
                    cell: (session) => <Verdict session={session} />,
                    wide: true,
                  },
                  {
                    id: 'entered',
                    header: t.room.entered,
                    cell: (session) => <When at={session.entryAt ?? session.grantedAt} zone={zone} seconds />,
                  },
                  {
                    id: 'left',
                    header: t.room.left,
                    cell: (session) =>
                      session.exitAt === null ? t.common.none : <When at={session.exitAt} zone={zone} seconds />,
                  },
                  { id: 'counts', header: t.room.counts, cell: (session) => session.intakes },
                ]}
                empty={<Empty title={t.room.visitsEmpty} />}
              />
            </Section>
          </Page>
        )
      }}
    </Read>
  )
}
