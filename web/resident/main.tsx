import './resident.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeCall } from '../client/http.ts'
import { ResidentPage } from './page.tsx'

/** The signed link's token stands behind the # and so never reaches a server log. */
const token = decodeURIComponent(location.hash.slice(1))
const call = makeCall({ authorization: async () => `Link ${token}` })

// A second link opened in the same tab changes only what stands behind the #.
window.addEventListener('hashchange', () => location.reload())

const app = document.getElementById('app')
if (app) {
  createRoot(app).render(
    <StrictMode>
      <ResidentPage call={call} hasToken={token !== ''} />
    </StrictMode>,
  )
}
