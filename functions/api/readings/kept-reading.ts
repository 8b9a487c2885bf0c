import type * as z from 'zod'
import type { EvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import { type PortfolioId, PropertyId } from '../../../shared/contracts/ids.ts'
import { StoredLabelReading } from '../../../shared/contracts/stored-label-reading.ts'

/** A label reading as it lies in the evidence bucket: with its property, without an address of its picture. */
export const KeptReading = StoredLabelReading.omit({ pictureUrl: true }).extend({ propertyId: PropertyId })
/** See the schema. */
export type KeptReading = z.infer<typeof KeptReading>

/** The reading as the API shows it, with an address of its picture that holds for some minutes. */
export const shownReading = async (
  evidence: EvidenceBucket,
  portfolioId: PortfolioId,
  { propertyId: _, ...kept }: KeptReading,
): Promise<StoredLabelReading> => ({ ...kept, pictureUrl: await evidence.pictureUrl(portfolioId, kept.evidenceId) })
