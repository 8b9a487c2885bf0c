import document from '../../../docs/openapi.json' with { type: 'json' }
import type { publicRoutes } from '../../../shared/contracts/routes/portfolio.ts'
import { type ApiHandler, answer } from '../../middleware/api.ts'

/** The committed OpenAPI document, which a test holds equal to the route declarations. */
export const makeGetOpenApi = (): ApiHandler<(typeof publicRoutes)[3]> => async () => answer(200, document)
