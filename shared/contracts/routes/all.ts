import { accessRoutes, claimRoutes, deviceRoutes, sessionRoutes } from './access.ts'
import { incidentRoutes } from './incidents.ts'
import { intakeRoutes, linkRoutes, packageRoutes, readingRoutes } from './packages.ts'
import { portfolioRoutes, publicRoutes } from './portfolio.ts'
import { carrierRoutes, propertyRoutes, residentRoutes } from './properties.ts'
import type { Route } from './route.ts'

const declared = [
  ...publicRoutes,
  ...portfolioRoutes,
  ...propertyRoutes,
  ...residentRoutes,
  ...carrierRoutes,
  ...deviceRoutes,
  ...claimRoutes,
  ...accessRoutes,
  ...readingRoutes,
  ...intakeRoutes,
  ...packageRoutes,
  ...linkRoutes,
  ...sessionRoutes,
  ...incidentRoutes,
] as const

/** Any one of the declarations, with its literal types: what typed clients look operations up in. */
export type DeclaredRoute = (typeof declared)[number]

/** Every route of the API, in the order of the OpenAPI document. */
export const ROUTES: readonly Route[] = declared
