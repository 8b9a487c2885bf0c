import * as z from 'zod'
import { Name } from './common.ts'
import { ApiKeyId, Instant, PortfolioId, PropertyId, UserId } from './ids.ts'
import { Email } from './resident.ts'
import { ROLES, SCOPES } from './routes/route.ts'
import { secret } from './secret.ts'

export const Password = secret(z.string().min(1).max(256))

export const NewSignUp = z.strictObject({ portfolioName: Name, name: Name, email: Email, password: Password })
export const SignUp = z.strictObject({ email: Email, status: z.enum(['confirmation_sent', 'confirmed']) })
export const SignUpConfirmation = z.strictObject({
  email: Email,
  code: secret(
    z
      .string()
      .trim()
      .regex(/^\d{6}$/),
  ),
})

/** Exchange of a password, or of a refresh token, for tokens. */
export const TokenRequest = z.union([
  z.strictObject({
    email: Email,
    password: Password,
    newPassword: Password.optional().describe('takes the place of the first password of somebody invited'),
  }),
  z.strictObject({ refreshToken: secret(z.string().min(1).max(8192)) }),
])
export const Tokens = z.strictObject({
  accessToken: secret(z.string()),
  refreshToken: secret(z.string()).optional(),
  expiresIn: z.int().describe('seconds'),
})

export const Portfolio = z.strictObject({ id: PortfolioId, name: Name, createdAt: Instant })
export type Portfolio = z.infer<typeof Portfolio>

/** Who is signed in, for the console. */
export const Me = z.strictObject({
  portfolio: Portfolio,
  principal: z.string(),
  name: z.string(),
  role: z.enum(ROLES).nullable(),
  scopes: z.array(z.enum(SCOPES)),
  propertyIds: z.array(PropertyId).nullable().describe('null: all properties'),
})

export const NewApiKey = z.strictObject({
  name: Name,
  scopes: z.array(z.enum(SCOPES)).min(1),
  propertyIds: z.array(PropertyId).nullable().default(null),
})
export const ApiKey = NewApiKey.extend({
  id: ApiKeyId,
  prefix: z.string().describe('first characters of the key, to recognise it'),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
})
/** The only time that a key’s secret is shown. */
export const CreatedApiKey = ApiKey.extend({ secret: secret(z.string()) })

export const NewUser = z.strictObject({
  email: Email,
  name: Name,
  role: z.enum(ROLES),
  propertyIds: z.array(PropertyId).nullable().default(null),
})
export const User = NewUser.extend({ id: UserId, createdAt: Instant })

/** One line of the audit trail: who did what to which resource. */
export const AuditEntry = z.strictObject({
  id: z.string(),
  at: Instant,
  principal: z.string(),
  operationId: z.string(),
  resource: z.string(),
  summary: z.string(),
})
