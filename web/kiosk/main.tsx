import './kiosk.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { KioskPage } from './page.tsx'

const app = document.getElementById('app')
if (app) {
  createRoot(app).render(
    <StrictMode>
      <KioskPage />
    </StrictMode>,
  )
}
