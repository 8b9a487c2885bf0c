import { accessRoutes, claimRoutes, deviceRoutes, sessionRoutes } from './access.ts'
import { incidentRoutes } from './incidents.ts'
import { intakeRoutes, linkRoutes, packageRoutes } from './packages.ts'
import { portfolioRoutes, publicRoutes } from './portfolio.ts'
import { carrierRoutes, propertyRoutes, residentRoutes } from './properties.ts'
import type { Route } from './route.ts'

/** Every route of the API, in the order of the OpenAPI document. */
export const ROUTES: readonly Route[] = [
  ...publicRoutes,
  ...portfolioRoutes,
  ...propertyRoutes,
  ...residentRoutes,
  ...carrierRoutes,
  ...deviceRoutes,
  ...claimRoutes,
  ...accessRoutes,
  ...intakeRoutes,
  ...packageRoutes,
  ...linkRoutes,
  ...sessionRoutes,
  ...incidentRoutes,
]
