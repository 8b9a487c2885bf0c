import { makeCognito } from '../../../shared/adapters/cognito.ts'
import { makeVault } from '../../../shared/adapters/vault.ts'
import { portfolioRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { environment } from '../../../shared/runtime/env.ts'
import { makeLiveTickets } from '../../../shared/table/live-tickets.ts'
import { makeRegistry } from '../../../shared/table/registry.ts'
import { openTable } from '../../../shared/table/table.ts'
import { apiArea } from '../../middleware/api.ts'
import { openTenants } from '../../middleware/tenants.ts'
import { makeCreateApiKey } from './create-api-key.ts'
import { makeCreateLiveTicket } from './create-live-ticket.ts'
import { makeCreateUser } from './create-user.ts'
import { makeGetMe } from './get-me.ts'
import { makeGetPortfolio } from './get-portfolio.ts'
import { makeGetStandard } from './get-standard.ts'
import { makeListApiKeys } from './list-api-keys.ts'
import { makeListAuditEntries } from './list-audit-entries.ts'
import { makeListUsers } from './list-users.ts'
import { makePutStandard } from './put-standard.ts'
import { makeRevokeApiKey } from './revoke-api-key.ts'

const env = environment('TABLE_NAME', 'SECRET_ARN', 'USER_POOL_ID', 'USER_POOL_CLIENT_ID')
const tenants = openTenants()
const ownTable = openTable(env.TABLE_NAME)
const registry = makeRegistry(ownTable)
const cognito = makeCognito({ userPoolId: env.USER_POOL_ID, clientId: env.USER_POOL_CLIENT_ID })
const vault = makeVault({ secretArn: env.SECRET_ARN })

/** The portfolio, its standard, users, API keys and audit trail. */
export const handler = apiArea(
  portfolioRoutes,
  {
    getMe: makeGetMe({ tenants }),
    getPortfolio: makeGetPortfolio({ tenants }),
    getStandard: makeGetStandard({ tenants }),
    putStandard: makePutStandard({ tenants }),
    createUser: makeCreateUser({ tenants, cognito, registry }),
    listUsers: makeListUsers({ tenants }),
    createApiKey: makeCreateApiKey({ tenants, registry }),
    listApiKeys: makeListApiKeys({ tenants, registry }),
    revokeApiKey: makeRevokeApiKey({ tenants, registry }),
    listAuditEntries: makeListAuditEntries({ tenants }),
    createLiveTicket: makeCreateLiveTicket({ tickets: makeLiveTickets(ownTable) }),
  },
  { seal: (portfolioId) => vault.seal('answers', portfolioId) },
)
