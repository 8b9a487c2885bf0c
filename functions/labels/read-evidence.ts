import type { EvidenceReader } from '../../shared/adapters/evidence-reader.ts'
import { maxPictureBytes } from '../../shared/adapters/label-reader/picture.ts'
import { type LabelReader, PictureRefused } from '../../shared/adapters/label-reader/reader.ts'
import { type PictureRefusal, type ReadLabelAnswer, ReadLabelRequest } from '../../shared/contracts/label.ts'

/** What reading evidence needs. `clock` gives epoch milliseconds. */
export type ReadLabelParts = {
  readonly evidence: EvidenceReader
  readonly reader: LabelReader
  readonly clock: () => number
}

const refused = (code: PictureRefusal['code'], message: string): ReadLabelAnswer => ({
  ok: false,
  refusal: { code, message },
})

/** The label-reading function without its connections. Refuses a picture by name; anything else that fails throws. */
export function makeReadLabel({ evidence, reader, clock }: ReadLabelParts) {
  return async (event: unknown): Promise<ReadLabelAnswer> => {
    const { bucket, key, directory, preAdvice, today } = ReadLabelRequest.parse(event)
    const picture = await evidence.read(bucket, key)
    if (!picture.ok) {
      return picture.reason === 'missing'
        ? refused('picture.missing', 'The picture was not uploaded, or is gone. Upload it again.')
        : refused(
            'picture.too_many_bytes',
            `The picture has ${picture.size} bytes, more than ${maxPictureBytes}. Send it smaller.`,
          )
    }
    try {
      const day = today ?? new Date(clock()).toISOString().slice(0, 10)
      return { ok: true, reading: await reader.read(picture.bytes, { directory, preAdvice, today: day }) }
    } catch (error) {
      if (error instanceof PictureRefused) return { ok: false, refusal: error.refusal }
      throw error
    }
  }
}
