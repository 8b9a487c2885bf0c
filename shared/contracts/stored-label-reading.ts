import * as z from 'zod'
import { EvidenceId, Instant, LabelReadingId, RoomId } from './ids.ts'
import { LabelReading } from './label.ts'
import { secret } from './secret.ts'

/** A label reading as the API keeps and shows it: the reader’s answer, its picture and where it was taken. */
export const StoredLabelReading = z.strictObject({
  id: LabelReadingId,
  roomId: RoomId,
  evidenceId: EvidenceId,
  reading: LabelReading,
  pictureUrl: secret(z.string()).nullable(),
  createdAt: Instant,
})
export type StoredLabelReading = z.infer<typeof StoredLabelReading>
