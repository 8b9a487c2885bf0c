import { makeCognito } from '../../../shared/adapters/cognito.ts'
import { publicRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { environment } from '../../../shared/runtime/env.ts'
import { makeRegistry } from '../../../shared/table/registry.ts'
import { openTable } from '../../../shared/table/table.ts'
import { apiArea } from '../../middleware/api.ts'
import { makeConfirmSignUp } from './confirm-sign-up.ts'
import { makeCreateToken } from './create-token.ts'
import { makeGetOpenApi } from './get-open-api.ts'
import { makeSignUp } from './sign-up.ts'

const env = environment('TABLE_NAME', 'USER_POOL_ID', 'USER_POOL_CLIENT_ID')
const table = openTable(env.TABLE_NAME)
const cognito = makeCognito({ userPoolId: env.USER_POOL_ID, clientId: env.USER_POOL_CLIENT_ID })

/** The routes that need no token. Works with the function’s own role: there is no portfolio yet. */
export const handler = apiArea(publicRoutes, {
  signUp: makeSignUp({ cognito, registry: makeRegistry(table) }),
  confirmSignUp: makeConfirmSignUp({ cognito, table }),
  createToken: makeCreateToken({ cognito }),
  getOpenApi: makeGetOpenApi(),
})
