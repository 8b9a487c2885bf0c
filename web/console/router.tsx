import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  useLocation,
} from '@tanstack/react-router'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { session } from './api.ts'
import type { Live } from './live.ts'
import { t } from './messages.ts'
import { Page as OverviewPage } from './pages/overview.tsx'
import { Shell } from './shell.tsx'
import { LinkButton } from './ui/link.tsx'
import { Page } from './ui/page.tsx'
import { Waiting } from './ui/waiting.tsx'

const SignIn = lazy(() => import('./pages/sign-in.tsx').then(({ SignInPage }) => ({ default: SignInPage })))
const PUBLIC = ['/sign-up', '/confirm']

const root = createRootRouteWithContext<{ live: Live; simulator: boolean }>()({
  component: () => {
    const signedIn = useSyncExternalStore(session.subscribe, session.signedIn)
    const { pathname } = useLocation()
    const { live, simulator } = root.useRouteContext()
    const content = (
      <Suspense fallback={<Waiting />}>{signedIn || PUBLIC.includes(pathname) ? <Outlet /> : <SignIn />}</Suspense>
    )
    return signedIn && !PUBLIC.includes(pathname) ? (
      <Shell live={live} simulator={simulator}>
        {content}
      </Shell>
    ) : (
      content
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
  createRoute({ getParentRoute: parent, path: '/', component: OverviewPage }),
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
    validateSearch: texts('property', 'status'),
    component: lazyRouteComponent(() => import('./pages/incidents.tsx'), 'IncidentsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/incidents/$incidentId',
    component: lazyRouteComponent(() => import('./pages/incident.tsx'), 'IncidentPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/packages',
    validateSearch: texts('property', 'status', 'unit', 'tracking', 'day', 'package'),
    component: lazyRouteComponent(() => import('./pages/packages.tsx'), 'PackagesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/label-readings/$labelReadingId',
    validateSearch: texts('property'),
    component: lazyRouteComponent(() => import('./pages/reading.tsx'), 'ReadingPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/access',
    validateSearch: texts('property', 'room'),
    component: lazyRouteComponent(() => import('./pages/access.tsx'), 'AccessPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/devices',
    validateSearch: texts('property'),
    component: lazyRouteComponent(() => import('./pages/devices.tsx'), 'DevicesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/residents',
    validateSearch: texts('property', 'unit', 'name'),
    component: lazyRouteComponent(() => import('./pages/residents.tsx'), 'ResidentsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/residents/import',
    validateSearch: texts('property'),
    component: lazyRouteComponent(() => import('./pages/import-residents.tsx'), 'ImportResidentsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/properties',
    component: lazyRouteComponent(() => import('./pages/properties.tsx'), 'PropertiesPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/properties/new',
    component: lazyRouteComponent(() => import('./pages/new-property.tsx'), 'NewPropertyPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/properties/$propertyId/rooms/new',
    component: lazyRouteComponent(() => import('./pages/new-room.tsx'), 'NewRoomPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/properties/$propertyId/rooms/$roomId',
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
