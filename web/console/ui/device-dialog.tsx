import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Answer, Item } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'
import { words } from '../words.ts'
import { Outcome } from './dialog.tsx'
import { Read } from './waiting.tsx'
import { When } from './when.tsx'

const Anomalies = ({ of, zone }: { of: Answer<'GET /v1/devices/{thing}'>['anomalies']; zone: string }) =>
  of.length === 0 ? (
    <p>{t.devices.noAnomalies}</p>
  ) : (
    <ul className="timeline">
      {of.map(({ kind, at, note }) => (
        <li key={`${at} ${kind} ${note}`}>
          <When at={at} zone={zone} /> {words.anomaly[kind]} <span className="faint">{note}</span>
        </li>
      ))}
    </ul>
  )

/** What was odd about a device, newest first. */
export const DeviceDialog = ({
  device,
  zone,
  onClose,
}: {
  device: Item<'GET /v1/devices'>
  zone: string
  onClose: () => void
}): ReactNode => {
  const detail = useQuery(queries.device(device.thing))
  return (
    <Outcome title={device.name} done={t.common.close} onClose={onClose}>
      <h3>{t.devices.anomalies}</h3>
      <Read of={detail}>{({ anomalies }) => <Anomalies of={anomalies} zone={zone} />}</Read>
    </Outcome>
  )
}
