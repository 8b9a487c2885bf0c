import type { makeLivePush } from '../../shared/adapters/live-push.ts'
import type { PortfolioId } from '../../shared/contracts/ids.ts'
import type { LiveMessage, LiveTopic } from '../../shared/contracts/live.ts'
import { logger } from '../../shared/runtime/logger.ts'
import type { makeLiveConnections } from '../../shared/table/live-connections.ts'
import { topicOf } from '../../shared/table/property-change.ts'
import type { StreamRecord } from '../../shared/table/stream-record.ts'
import type { FollowedProperty } from './follow-properties.ts'

/** Topics that open pages of a portfolio are told of, each once. */
export type Topics = ReadonlyMap<PortfolioId, readonly LiveTopic[]>

/** The topics of a batch: what changed, and the properties whose live state was written. */
export const topicsOf = (records: readonly StreamRecord[], followed: readonly FollowedProperty[]): Topics => {
  const all = [
    ...records.flatMap((record) => {
      const topic = topicOf(record)
      return topic ? [{ portfolioId: record.portfolioId, topic }] : []
    }),
    ...followed.map(({ portfolioId, propertyId }) => ({
      portfolioId,
      topic: { kind: 'property' as const, id: propertyId, propertyId },
    })),
  ]
  const byPortfolio = Map.groupBy(all, ({ portfolioId }) => portfolioId)
  return new Map(
    [...byPortfolio].map(([portfolioId, found]) => [
      portfolioId,
      [...new Map(found.map(({ topic }) => [`${topic.kind}#${topic.id}`, topic])).values()],
    ]),
  )
}

/**
 * Tells open pages what changed, each page once a batch and only of properties that it may see. A page that is gone is
 * forgotten. A page that cannot be reached is logged and left: it asks again when it connects.
 */
export const makePushChanges =
  ({
    connections,
    push,
  }: {
    connections: Pick<ReturnType<typeof makeLiveConnections>, 'list' | 'remove'>
    push: ReturnType<typeof makeLivePush>
  }) =>
  async (topics: Topics): Promise<void> => {
    const tell = async (portfolioId: PortfolioId, changed: readonly LiveTopic[]) => {
      const open = await connections.list(portfolioId)
      await Promise.all(
        open.map(async ({ connectionId, propertyIds }) => {
          const own = changed.filter(({ propertyId }) => !propertyIds || (propertyIds as string[]).includes(propertyId))
          if (own.length === 0) return
          const message: LiveMessage = { type: 'changed', topics: own }
          const sent = await push.send(connectionId, JSON.stringify(message))
          if (sent === 'gone') await connections.remove(portfolioId, connectionId)
        }),
      )
    }
    const told = await Promise.allSettled([...topics].map(([portfolioId, changed]) => tell(portfolioId, changed)))
    for (const one of told)
      if (one.status === 'rejected') logger.warn('open pages could not be told', { reason: String(one.reason) })
  }
