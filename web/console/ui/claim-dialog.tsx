import type { ReactNode } from 'react'
import { encode } from 'uqr'
import type { Answer } from '../../client/endpoints.ts'
import { timeIn } from '../../client/time.ts'
import { t } from '../messages.ts'
import { SecretDialog } from './secret-dialog.tsx'

/** A text as a QR code, dark on light in every mode because cameras expect it. */
const QrCode = ({ text, label }: { text: string; label: string }): ReactNode => {
  const { data, size } = encode(text, { border: 2 })
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={dark} fill="#000" />
    </svg>
  )
}

/** The claim code of a registered device, this once. */
export const ClaimDialog = ({
  device,
  zone,
  onClose,
}: {
  device: Answer<'POST /v1/devices'>
  zone: string
  onClose: () => void
}): ReactNode => (
  <SecretDialog
    title={t.devices.claimTitle}
    name={device.name}
    code={device.claimCode}
    once={t.devices.claimOnce(timeIn(device.claimExpiresAt, zone, Date.now()))}
    onClose={onClose}
  >
    <QrCode text={device.claimCode} label={t.devices.claimQr} />
  </SecretDialog>
)
