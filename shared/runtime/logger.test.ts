import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { NewSignUp, SignUpConfirmation, TokenRequest } from '../contracts/portfolio.ts'
import { NewResident } from '../contracts/resident.ts'
import { ROUTES } from '../contracts/routes/all.ts'
import { redact } from './logger.ts'

const resident = {
  firstName: 'Zoë',
  lastName: 'Núñez',
  unit: '9C',
  email: 'zoe@example.com',
  phone: '+12025550101',
  moveIn: '2025-01-15',
}

describe('redaction', () => {
  it('hides what the schema marks, also behind null and defaults', () => {
    expect(redact(NewResident, resident)).toEqual({ ...resident, email: '[redacted]', phone: '[redacted]' })
    expect(redact(NewResident, { ...resident, email: null })).toHaveProperty('email', null)
  })

  it('hides what the schema does not know', () => {
    expect(redact(NewResident, { ...resident, pin: '1234' })).toHaveProperty('pin', '[unknown]')
  })

  it('goes into lists, records of a page and unions', () => {
    expect(redact(z.array(NewResident), [resident])).toEqual([redact(NewResident, resident)])
    const secret = 'Correct-Horse-9!'
    for (const [schema, value] of [
      [TokenRequest, { email: 'a@example.com', password: secret }],
      [TokenRequest, { refreshToken: secret }],
      [TokenRequest, { password: secret, extra: secret }],
      [NewSignUp, { portfolioName: 'M', name: 'O', email: 'a@example.com', password: secret }],
      [SignUpConfirmation, { email: 'a@example.com', code: '123456' }],
    ] as const) {
      const text = JSON.stringify(redact(schema, value))
      expect(text).not.toContain(secret)
      expect(text).not.toContain('123456')
      expect(text).not.toContain('a@example.com')
    }
  })
})

describe('schemas of the API', () => {
  const SECRET_NAMES =
    /^(password|newPassword|code|claimCode|secret|apiKey|accessToken|refreshToken|phone|email|kPin|kSnap|photoUrl|pictureUrl)$/

  /** Where a field called code opens something; carriers and notes have codes that do not. */
  const OPENING_CODES = ['createAccessGrant', 'confirmSignUp', 'getPickupPage', 'confirmPickup']

  /** Every field of a schema with the path to it. */
  const fields = (schema: z.ZodType, path: string, seen: Set<z.ZodType>): [string, string, z.ZodType][] => {
    if (seen.has(schema)) return []
    seen.add(schema)
    const def = schema.def as { innerType?: z.ZodType; element?: z.ZodType; options?: z.ZodType[]; shape?: object }
    const shape = schema instanceof z.ZodObject ? Object.entries(schema.shape as Record<string, z.ZodType>) : []
    const inner = [def.innerType, def.element, ...(def.options ?? [])].filter((one) => one instanceof z.ZodType)
    return [
      ...shape.flatMap(([name, field]) => [
        [path, name, field] as [string, string, z.ZodType],
        ...fields(field, `${path}.${name}`, seen),
      ]),
      ...inner.flatMap((one) => fields(one, path, seen)),
    ]
  }

  it.each(ROUTES.map((route) => [route.operationId, route] as const))('%s marks its secrets', (_, route) => {
    const schemas = [route.body, ...Object.values(route.responses).map(({ schema }) => schema)]
    for (const schema of schemas) {
      if (!schema) continue
      for (const [path, name, field] of fields(schema, route.operationId, new Set())) {
        const isText = ['string', 'nullable', 'optional', 'default'].includes(field.def.type)
        const isCode = name === 'code' && !OPENING_CODES.includes(path)
        if (!SECRET_NAMES.test(name) || !isText || isCode) continue
        expect(JSON.stringify(redact(z.object({ [name]: field }), { [name]: 'x' })), `${path}.${name}`).toBe(
          JSON.stringify({ [name]: '[redacted]' }),
        )
      }
    }
  })
})
