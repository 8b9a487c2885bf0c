import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  useLocation,
  useMatches,
} from '@tanstack/react-router'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import type { Endpoint } from '../client/endpoints.ts'
import { session } from './api.ts'
import type { Live } from './live.ts'
import { t } from './messages.ts'
import { Page as OverviewPage } from './pages/overview.tsx'
import { Permitted } from './permission.tsx'
import { Shell } from './shell.tsx'
import { LinkButton } from './ui/link.tsx'
import { Page } from './ui/page.tsx'
import { Waiting } from './ui/waiting.tsx'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The call that a page is about: whoever may not make it reads that instead of the page. */
    call?: Endpoint
  }
}

const SignIn = lazy(() => import('./pages/sign-in.tsx').then(({ SignInPage }) => ({ default: SignInPage })))
const PUBLIC = ['/sign-up', '/confirm']

const root = createRootRouteWithContext<{ live: Live; simulator: boolean }>()({
  component: () => {
    const signedIn = useSyncExternalStore(session.subscribe, session.signedIn)
    const { pathname } = useLocation()
    const { live, simulator } = root.useRouteContext()
    const call = useMatches({ select: (matches) => matches.at(-1)?.staticData.call })
    if (!signedIn || PUBLIC.includes(pathname))
      return <Suspense fallback={<Waiting />}>{PUBLIC.includes(pathname) ? <Outlet /> : <SignIn />}</Suspense>
    const outlet = (
      <Suspense fallback={<Waiting />}>
        <Outlet />
      </Suspense>
    )
    return (
      <Shell live={live} simulator={simulator}>
        {call === undefined ? outlet : <Permitted call={call}>{outlet}</Permitted>}
      </Shell>
    )
  },
  notFoundComponent: () => (
    <Page title={t.common.notFoundTitle}>
      <p>{t.common.notFound}</p>
      <LinkButton href="/">{t.common.toOverview}</LinkButton>
    </Page>
  ),
})

/** Takes the named texts out of an address’s query; anything else is dropped. */
const texts =
  <const K extends string>(...names: K[]) =>
  (search: Record<string, unknown>): { [P in K]?: string } => {
    const taken: { [P in K]?: string } = {}
    for (const name of names) if (typeof search[name] === 'string' && search[name] !== '') taken[name] = search[name]
    return taken
  }

const parent = () => root
const routes = [
  createRoute({
    getParentRoute: parent,
    path: '/',
    staticData: { call: 'GET /v1/properties' },
    component: OverviewPage,
  }),
  createRoute({
    getParentRoute: parent,
    path: '/sign-up',
    component: lazyRouteComponent(() => import('./pages/sign-up.tsx'), 'SignUpPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/confirm',
    validateSearch: texts('email'),
    component: lazyRouteComponent(() => import('./pages/sign-up.tsx'), 'ConfirmPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/incidents',
    staticData: { call: 'GET /v1/incidents' },
    validateSearch: texts('property', 'status'),
    component: lazyRouteComponent(() => import('./pages/incidents.tsx'), 'IncidentsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/incidents/$incidentId',
    staticData: { call: 'GET /v1/incidents/{incidentId}' },
    component: lazyRouteComponent(() => import('./pages/incident.tsx'), 'IncidentPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/packages',
    staticData: { call: 'GET /v1/packages' },
    validateSearch: texts('property', 'status', 'unit', 'tracking', 'day', 'package'),
    component: lazyRouteComponent(() => import('./pages/packages.tsx'), 'PackagesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/label-readings/$labelReadingId',
    staticData: { call: 'GET /v1/label-readings/{labelReadingId}' },
    validateSearch: texts('property'),
    component: lazyRouteComponent(() => import('./pages/reading.tsx'), 'ReadingPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/access',
    staticData: { call: 'GET /v1/access-grants' },
    validateSearch: texts('property', 'room'),
    component: lazyRouteComponent(() => import('./pages/access.tsx'), 'AccessPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/devices',
    staticData: { call: 'GET /v1/devices' },
    validateSearch: texts('property'),
    component: lazyRouteComponent(() => import('./pages/devices.tsx'), 'DevicesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/residents',
    staticData: { call: 'GET /v1/properties/{propertyId}/residents' },
    validateSearch: texts('property', 'unit', 'name'),
    component: lazyRouteComponent(() => import('./pages/residents.tsx'), 'ResidentsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/residents/import',
    staticData: { call: 'POST /v1/properties/{propertyId}/resident-imports' },
    validateSearch: texts('property'),
    component: lazyRouteComponent(() => import('./pages/import-residents.tsx'), 'ImportResidentsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/properties',
    staticData: { call: 'GET /v1/properties' },
    component: lazyRouteComponent(() => import('./pages/properties.tsx'), 'PropertiesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/properties/new',
    staticData: { call: 'POST /v1/properties' },
    component: lazyRouteComponent(() => import('./pages/new-property.tsx'), 'NewPropertyPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/properties/$propertyId/rooms/new',
    staticData: { call: 'POST /v1/properties/{propertyId}/rooms' },
    component: lazyRouteComponent(() => import('./pages/new-room.tsx'), 'NewRoomPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/properties/$propertyId/rooms/$roomId',
    staticData: { call: 'GET /v1/properties/{propertyId}/state' },
    component: lazyRouteComponent(() => import('./pages/room.tsx'), 'RoomPage'),
  }),
]

/** The console's router. Query parameters are plain texts, so that a link reads as it was typed. */
export const makeRouter = (context: { live: Live; simulator: boolean }) =>
  createRouter({
    routeTree: root.addChildren(routes),
    context,
    defaultPreload: 'intent',
    defaultPendingComponent: () => <Waiting />,
    scrollRestoration: true,
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
      const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
      return query === '' ? '' : `?${query}`
    },
  })
