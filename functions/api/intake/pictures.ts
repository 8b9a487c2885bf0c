import type { EvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import type { PortfolioId } from '../../../shared/contracts/ids.ts'
import { remembered } from '../../../shared/runtime/remembered.ts'
import { KeptReading } from './kept-reading.ts'

/** A package is logged right after its label was read, mostly by the same process. */
const TTL_MS = 600_000

/**
 * Pictures and their label readings, with the rooms that they were made for. The rooms of readings are remembered for some
 * minutes, so that the intake that follows a reading does not ask for it again.
 */
export const makePictures = ({ evidence, now }: { readonly evidence: EvidenceBucket; readonly now: () => number }) => {
  const rooms = remembered<string | null>({ ttlMs: TTL_MS, now })
  const reading = async (portfolioId: PortfolioId, labelReadingId: string): Promise<KeptReading | null> =>
    KeptReading.nullable().parse(await evidence.reading(portfolioId, labelReadingId))
  const keyOf = (portfolioId: string, labelReadingId: string) => `${portfolioId}|${labelReadingId}`

  return {
    /** The reading of an id, or null. */
    reading,
    /** Keeps a reading. */
    keep: async (portfolioId: PortfolioId, kept: KeptReading): Promise<void> => {
      await evidence.keepReading(portfolioId, kept.id, kept)
      await rooms(keyOf(portfolioId, kept.id), async () => kept.roomId)
    },
    /** Room that a reading was made for, or else a picture was uploaded for; null where there is neither. */
    roomOf: async (
      portfolioId: PortfolioId,
      { labelReadingId, evidenceId }: { readonly labelReadingId: string | null; readonly evidenceId: string | null },
    ): Promise<string | null> => {
      if (labelReadingId !== null)
        return rooms(
          keyOf(portfolioId, labelReadingId),
          async () => (await reading(portfolioId, labelReadingId))?.roomId ?? null,
        )
      return evidenceId === null ? null : ((await evidence.head(portfolioId, evidenceId))?.roomId ?? null)
    },
  }
}

/** See {@link makePictures}. */
export type Pictures = ReturnType<typeof makePictures>
