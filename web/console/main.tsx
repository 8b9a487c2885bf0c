import './console.css'
import 'virtual:cloudscape-fonts.css'
import I18nProvider from '@cloudscape-design/components/i18n'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { loadConfig } from '../client/config.ts'
import { ApiProblem } from '../client/http.ts'
import { api, session } from './api.ts'
import { makeLive } from './live.ts'
import { t } from './messages.ts'
import { refreshTopics } from './queries.ts'
import { makeRouter } from './router.tsx'

const dark = matchMedia('(prefers-color-scheme: dark)')
const applyMode = () => document.body.classList.toggle('awsui-dark-mode', dark.matches)
dark.addEventListener('change', applyMode)
applyMode()

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // Whether the server can be reached is told by its answers, never by the browser’s network flag.
      networkMode: 'always',
      // A refusal stays a refusal; only silence and faults are worth another try.
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500),
      retryDelay: (count) => 500 * 2 ** count,
    },
    mutations: { networkMode: 'always' },
  },
})
session.subscribe(() => {
  if (!session.signedIn()) client.clear()
})

const start = async (at: HTMLElement) => {
  const config = await loadConfig()
  const live = makeLive({
    url: config.liveUrl,
    ticket: async () => (session.signedIn() ? (await api('POST /v1/live-tickets', {})).ticket : null),
    onTopics: (topics) => refreshTopics(client, topics),
    onPoll: () => void client.invalidateQueries(),
  })
  createRoot(at).render(
    <StrictMode>
      <I18nProvider locale="en" messages={[]}>
        <QueryClientProvider client={client}>
          <RouterProvider router={makeRouter({ live, simulator: config.simulator })} />
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  )
}

const app = document.getElementById('app')
if (app) start(app).catch(() => app.replaceChildren(t.problems.network))
