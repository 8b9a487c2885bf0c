import * as z from 'zod'

/** Who carries a package, as printed on or coded in its label. `other` is a carrier we can tell apart from none, but not name. */
export const LabelCarrierId = z.enum([
  'amazon',
  'canada-post',
  'dhl-de',
  'dhl-ecommerce',
  'dhl-express',
  'dpd',
  'fedex',
  'gls',
  'other',
  'ups',
  'usps',
])
/** One of the carrier ids a label reading may name. */
export type LabelCarrierId = z.infer<typeof LabelCarrierId>

/** Four corners in pixels of the upright picture (EXIF orientation applied), clockwise from the text's top left. */
export const Quad = z.array(z.strictObject({ x: z.number(), y: z.number() })).length(4)
/** Four corners, see the schema. */
export type Quad = z.infer<typeof Quad>

/** The symbologies that the reader knows, named as zxing names them. */
export const BarcodeFormat = z.enum(['Code128', 'Code39', 'ITF', 'PDF417', 'DataMatrix', 'QRCode', 'Aztec', 'MaxiCode'])
/** One symbology. */
export type BarcodeFormat = z.infer<typeof BarcodeFormat>

/** One decoded barcode. `text` keeps FNC1 and separators as ASCII 29; `gs1` says that the symbol declares GS1 element strings. */
export const LabelBarcode = z.strictObject({
  format: BarcodeFormat,
  text: z.string(),
  gs1: z.boolean(),
  engine: z.string(),
  quad: Quad.nullable(),
})
/** One decoded barcode. */
export type LabelBarcode = z.infer<typeof LabelBarcode>

/** One line of printed text with the engine's confidence, 0 to 1, and where it stands in the picture. */
export const LabelLine = z.strictObject({ text: z.string(), confidence: z.number(), quad: Quad })
/** One line of printed text. */
export type LabelLine = z.infer<typeof LabelLine>

/** A resident as the matcher wants them: the directory row of one property. Dates are ISO days, `moveOut` is the first day not lived there. */
export const ResidentEntry = z.strictObject({
  residentId: z.string().min(1),
  firstName: z.string(),
  lastName: z.string(),
  unit: z.string(),
  moveIn: z.iso.date().nullable().default(null),
  moveOut: z.iso.date().nullable().default(null),
  aliases: z.array(z.string()).default([]),
})
/** A resident as the matcher wants them, defaults filled in. */
export type ResidentEntry = z.infer<typeof ResidentEntry>

/** A shipment announced beforehand: the number decides the resident without reading a name. */
export const PreAdvice = z.strictObject({ trackingNumber: z.string().min(1), residentId: z.string().min(1) })
/** A shipment announced beforehand. */
export type PreAdvice = z.infer<typeof PreAdvice>

/**
 * Why the match came out as it did. The first four assign a resident; with every other reason `residentId` is null:
 * `no_recipient` no name stands on the label, `not_resident` the name is nobody's here, `partial` only a part of a name or a
 * doubtful one fits, `several` more than one resident fits, `moved_out`, `not_yet` (moves in later), `unreadable`.
 */
export const MatchReason = z.enum([
  'pre_advice',
  'name_and_unit',
  'name',
  'close_name_and_unit',
  'no_recipient',
  'not_resident',
  'partial',
  'several',
  'moved_out',
  'not_yet',
  'unreadable',
])
/** Why the match came out as it did. */
export type MatchReason = z.infer<typeof MatchReason>

/** A resident who may be meant, best first; `confidence` is 0 to 1 and `why` is a sentence for the clerk. */
export const MatchCandidate = z.strictObject({ residentId: z.string(), confidence: z.number(), why: z.string() })
/** A resident who may be meant. */
export type MatchCandidate = z.infer<typeof MatchCandidate>

/** The resident that a label is for, or null with a reason and the candidates a clerk may choose from. */
export const LabelMatch = z.strictObject({
  residentId: z.string().nullable(),
  confidence: z.number(),
  reason: MatchReason,
  why: z.string(),
  candidates: z.array(MatchCandidate),
})
/** The resident that a label is for, or null with a reason. */
export type LabelMatch = z.infer<typeof LabelMatch>

/** What a person at the camera can do about a picture that cannot be read. */
export const CaptureHintCode = z.enum(['too_dark', 'too_bright', 'too_blurred', 'too_small', 'no_label'])
/** A capture hint's code. */
export type CaptureHintCode = z.infer<typeof CaptureHintCode>
/** What to do about the picture, answered before the expensive stages where possible. */
export const CaptureHint = z.strictObject({ code: CaptureHintCode, message: z.string() })
/** What to do about the picture. */
export type CaptureHint = z.infer<typeof CaptureHint>

/** Something the clerk should know about a reading that stands nonetheless. */
export const LabelWarning = z.strictObject({
  code: z.enum([
    'label.check_digit_invalid',
    'label.placeholder_number',
    'label.codes_disagree',
    'label.text_disagrees',
    'label.several_numbers',
    'label.two_carriers',
    'label.test_label',
    'label.low_confidence',
    'label.rectified',
    'label.text_skipped',
  ]),
  message: z.string(),
})
/** Something the clerk should know about a reading. */
export type LabelWarning = z.infer<typeof LabelWarning>

/** Another number found on the label, beside the one reported: a piece id, a master number, the second carrier's number. */
export const OtherNumber = z.strictObject({
  number: z.string(),
  carrier: LabelCarrierId,
  role: z.enum(['second_carrier', 'piece', 'master', 'carton', 'other']),
})
/** Another number found on the label. */
export type OtherNumber = z.infer<typeof OtherNumber>

/** Where the tracking number was read. */
export const TrackingSource = z.enum(['barcode', 'text'])

/** Milliseconds of each stage; `stages` names the steps that ran inside them. */
export const ReadingMs = z.strictObject({
  barcode: z.number(),
  text: z.number(),
  match: z.number(),
  total: z.number(),
  stages: z.record(z.string(), z.number()),
})
/** Milliseconds of each stage. */
export type ReadingMs = z.infer<typeof ReadingMs>

/**
 * Everything read from one picture of a shipping label. `text` and `lines` are the same lines, the second with boxes for the
 * console. `checkDigitValid` is null when the number's format has no check digit.
 */
export const LabelReading = z.strictObject({
  sha256: z.string(),
  picture: z.strictObject({ width: z.number(), height: z.number() }),
  barcodes: z.array(LabelBarcode),
  carrier: LabelCarrierId.nullable(),
  carrierWhy: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  trackingSource: TrackingSource.nullable(),
  checkDigitValid: z.boolean().nullable(),
  otherNumbers: z.array(OtherNumber),
  text: z.array(z.string()),
  lines: z.array(LabelLine),
  recipient: z.string().nullable(),
  unit: z.string().nullable(),
  address: z.string().nullable(),
  match: LabelMatch,
  hint: CaptureHint.nullable(),
  warnings: z.array(LabelWarning),
  ms: ReadingMs,
})
/** Everything read from one picture of a shipping label. */
export type LabelReading = z.infer<typeof LabelReading>

/** What a picture can be refused for before anything of it is read. */
export const PictureRefusalCode = z.enum([
  'picture.too_many_bytes',
  'picture.too_many_pixels',
  'picture.too_small',
  'picture.not_a_picture',
  'picture.missing',
])
/** A refusal of a picture: what was wrong, the value, and the fix. */
export const PictureRefusal = z.strictObject({ code: PictureRefusalCode, message: z.string() })
/** A refusal of a picture. */
export type PictureRefusal = z.infer<typeof PictureRefusal>

/** What the label-reading function is invoked with. The directory is the property's, at most 5,000 residents. */
export const ReadLabelRequest = z.strictObject({
  bucket: z.string().min(3),
  key: z.string().min(1),
  directory: z.array(ResidentEntry).max(5000),
  preAdvice: z.array(PreAdvice).max(5000).default([]),
  today: z.iso.date().optional(),
})
/** What the label-reading function is invoked with, before defaults. */
export type ReadLabelRequest = z.input<typeof ReadLabelRequest>

/** What the label-reading function answers: a reading, or a named refusal of the picture. */
export const ReadLabelAnswer = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), reading: LabelReading }),
  z.strictObject({ ok: z.literal(false), refusal: PictureRefusal }),
])
/** What the label-reading function answers. */
export type ReadLabelAnswer = z.infer<typeof ReadLabelAnswer>
