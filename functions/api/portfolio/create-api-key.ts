import { ApiKeyId } from '../../../shared/contracts/ids.ts'
import type { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { grantable } from '../../../shared/domain/api-keys/grantable.ts'
import { keyText } from '../../../shared/domain/api-keys/key-text.ts'
import { instant } from '../../../shared/runtime/clock.ts'
import { newId, newToken } from '../../../shared/runtime/ids.ts'
import { makeApiKeys } from '../../../shared/table/api-keys.ts'
import { commit } from '../../../shared/table/commit.ts'
import type { makeRegistry } from '../../../shared/table/registry.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'
import { changeBy } from '../../middleware/change.ts'
import type { Tenants } from '../../middleware/tenants.ts'
import { unknownProperty } from '../../middleware/unknown-property.ts'

const SECRET_BYTES = 32

/**
 * Makes an API key. The registry’s entry comes first: a try that ends before the answer is kept leaves an entry whose
 * secret nobody ever saw.
 */
export const makeCreateApiKey =
  ({
    tenants,
    registry,
  }: {
    tenants: Tenants
    registry: Pick<ReturnType<typeof makeRegistry>, 'addKey' | 'write'>
  }): ApiHandler<(typeof portfolioRoutes)[6]> =>
  async (request) => {
    const { principal, body, once, now } = request
    const table = await tenants.table(principal.portfolioId)
    const refused =
      grantable(principal, body) ?? (await unknownProperty(table, principal.portfolioId, body.propertyIds))
    if (refused) return refused
    const id = ApiKeyId.parse(newId('apiKey'))
    const { text, hash, prefix } = keyText(id, newToken(SECRET_BYTES))
    const key = { ...body, id, prefix, createdAt: instant(now), lastUsedAt: null, revokedAt: null }
    await registry.write([
      registry.addKey({
        keyId: id,
        hash,
        kind: 'api_key',
        portfolioId: principal.portfolioId,
        name: body.name,
        scopes: body.scopes,
        propertyIds: body.propertyIds,
        subject: {},
        revokedAt: null,
        lastUsedAt: null,
      }),
    ])
    const event = changeBy(request, 'api_key.created', id, { data: { scopes: body.scopes } })
    const done = await commit(table, once, answer(201, { ...key, secret: text }), [
      makeApiKeys(table).create(principal.portfolioId, key, event),
    ])
    if ('failed' in done) throw new Error(`the new key id ${id} exists`)
    return done
  }
