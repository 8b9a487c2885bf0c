import './kiosk.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { loadConfig } from '../client/config.ts'
import { t } from './messages.ts'
import { KioskPage } from './page.tsx'

const app = document.getElementById('app')
if (app) {
  loadConfig()
    .then(({ simulator }) =>
      createRoot(app).render(
        <StrictMode>
          <KioskPage simulated={simulator} />
        </StrictMode>,
      ),
    )
    .catch(() => app.replaceChildren(t.failed))
}
