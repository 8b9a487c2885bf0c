import { Logger } from '@aws-lambda-powertools/logger'
import * as z from 'zod'
import { secretFields } from '../contracts/secret.ts'

/** The function’s logger: one JSON line an entry, with the request id. Never give it a body that was not redacted. */
export const logger = new Logger({ serviceName: 'vestibule' })

const inner = (schema: z.ZodType): z.ZodType | undefined => {
  const def = schema.def as { innerType?: z.ZodType; in?: z.ZodType }
  return def.innerType ?? def.in
}

/** Whether a schema, or what it wraps (optional, nullable, default), is marked as secret. */
const isSecret = (schema: z.ZodType): boolean => {
  if (secretFields.has(schema)) return true
  const wrapped = inner(schema)
  return wrapped ? isSecret(wrapped) : false
}

/** A copy of a value in which everything that its schema marks as secret reads `[redacted]`. */
export const redact = (schema: z.ZodType, value: unknown): unknown => {
  if (value === null || value === undefined) return value
  if (isSecret(schema)) return '[redacted]'
  if (schema instanceof z.ZodObject && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) => {
        const known = schema.shape[key] as z.ZodType | undefined
        return [key, known ? redact(known, field) : '[unknown]']
      }),
    )
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((item) => redact(schema.element as z.ZodType, item))
  if (schema instanceof z.ZodUnion) {
    const fits = (schema.options as z.ZodType[]).find((option) => option.safeParse(value).success)
    return fits ? redact(fits, value) : '[redacted]'
  }
  const wrapped = inner(schema)
  return wrapped ? redact(wrapped, value) : value
}
