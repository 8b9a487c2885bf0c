import * as z from 'zod'

/** A page of a list. `cursor` is opaque; absent on the last page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), cursor: z.string().optional() })

/** Query of every list. */
export const listQuery = { limit: z.coerce.number().int().min(1).max(100).default(25), cursor: z.string().optional() }

/** A short name that people type: trimmed, 1-80 characters, no control characters. */
export const Name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters')

/** BCP 47 language that messages are written in. */
export const Language = z.enum(['en', 'es'])
/** How a resident wants to be told. */
export const Channel = z.enum(['sms', 'email', 'push'])
