/** What each route of the API asks of its caller, written by vite.config.ts from the declarations. */
declare module 'virtual:permissions' {
  type Endpoint = import('./client/endpoints.ts').Endpoint
  type Route = import('../shared/contracts/routes/route.ts').Route
  export const permissions: Readonly<Record<Endpoint, Pick<Route, 'scope' | 'portfolioWide'>>>
}
