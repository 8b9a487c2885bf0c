import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar'
import SideNavigation from '@cloudscape-design/components/side-navigation'
import { useIsFetching, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { spanOf, timeIn } from '../client/time.ts'
import { session } from './api.ts'
import type { Live } from './live.ts'
import { t } from './messages.ts'
import { Notices } from './notice.tsx'
import { queries } from './queries.ts'
import { useNow } from './ui/when.tsx'

const LINKS = [
  ['/', t.nav.overview],
  ['/incidents', t.nav.incidents],
  ['/packages', t.nav.packages],
  ['/access', t.nav.access],
  ['/devices', t.nav.devices],
  ['/residents', t.nav.residents],
  ['/properties', t.nav.properties],
] as const

/** The section that a page belongs to; a label reading is one of its package’s. */
const sectionOf = (pathname: string) =>
  LINKS.find(([href]) => (href === '/' ? pathname === '/' : pathname.startsWith(href))) ??
  (pathname.startsWith('/label-readings/') ? LINKS.find(([href]) => href === '/packages') : undefined)

/** When the newest figure on screen was read, in epoch ms; 0 before the first. */
const useReadAt = (): number => {
  const client = useQueryClient()
  useIsFetching()
  const active = client.getQueryCache().findAll({ type: 'active' })
  return Math.max(0, ...active.map((query) => query.state.dataUpdatedAt))
}

const LiveBadge = ({ live }: { live: Live }) => {
  const state = useSyncExternalStore(live.subscribe, live.state)
  const now = useNow(1_000)
  const readAt = useReadAt()
  return (
    <span className={`live live-${state.status}`}>
      <span className="live-dot" />
      <span>{t.live[state.status]}</span>
      {readAt === 0 ? null : <span className="faint wide-only">{t.live.age(spanOf(now - readAt))}</span>}
    </span>
  )
}

/** A cut that heals within this is not worth a banner. */
const BANNER_AFTER_MS = 3_000

const StaleBanner = ({ live }: { live: Live }) => {
  const state = useSyncExternalStore(live.subscribe, live.state)
  const now = useNow(1_000)
  const readAt = useReadAt()
  const cut = state.status === 'cut' && now - state.since > BANNER_AFTER_MS
  return (
    <div role="status">
      {cut ? (
        <div className="banner">
          <strong>{t.live.bannerTitle}.</strong>{' '}
          {t.live.banner(
            spanOf(now - state.since),
            timeIn(new Date(readAt || state.since).toISOString(), undefined, now),
          )}
        </div>
      ) : null}
    </div>
  )
}

/** Everything around a page: header with what is live, navigation, notices. Runs the push channel while it is shown. */
export const Shell = ({
  live,
  simulator,
  children,
}: {
  live: Live
  simulator: boolean
  children: ReactNode
}): ReactNode => {
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const me = useQuery(queries.me())
  const [navigationOpen, setNavigationOpen] = useState(() => matchMedia('(min-width: 912px)').matches)
  useEffect(() => live.start(), [live])
  const section = sectionOf(pathname)
  const follow = (href: string) => {
    void navigate({ href })
    if (!matchMedia('(min-width: 912px)').matches) setNavigationOpen(false)
  }
  return (
    <>
      <a className="skip" href="#content">
        {t.common.skip}
      </a>
      <header id="top" className="top">
        <a
          className="brand"
          href="/"
          onClick={(event) => {
            event.preventDefault()
            follow('/')
          }}
        >
          <img src="/icon.svg" alt="" width="24" height="24" />
          {t.product}
        </a>
        <span className="top-portfolio">{me.data?.portfolio.name}</span>
        <LiveBadge live={live} />
        <span className="top-who wide-only">{me.data?.name}</span>
        <button type="button" className="top-button" onClick={session.signOut}>
          {t.auth.signOut}
        </button>
      </header>
      <AppLayoutToolbar
        headerSelector="#top"
        toolsHide
        navigationOpen={navigationOpen}
        onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
        navigationWidth={220}
        ariaLabels={{
          navigation: t.nav.label,
          navigationToggle: t.nav.open,
          navigationClose: t.nav.close,
        }}
        breadcrumbs={
          section && section[0] !== pathname ? (
            <nav aria-label={t.nav.path} className="crumbs">
              <span aria-hidden="true">‹</span>
              <Link to={section[0]}>{section[1]}</Link>
            </nav>
          ) : undefined
        }
        navigation={
          <SideNavigation
            activeHref={section?.[0] ?? ''}
            items={[
              ...LINKS.map(([href, text]) => ({ type: 'link' as const, href, text })),
              ...(simulator
                ? [
                    { type: 'divider' as const },
                    { type: 'link' as const, href: '/k', text: t.nav.simulator, external: true },
                  ]
                : []),
            ]}
            onFollow={(event) => {
              if (event.detail.external) return
              event.preventDefault()
              follow(event.detail.href)
            }}
          />
        }
        content={
          <div id="content">
            <StaleBanner live={live} />
            <Notices />
            {children}
          </div>
        }
      />
    </>
  )
}
