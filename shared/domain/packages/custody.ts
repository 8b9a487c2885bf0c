import type { Message, Package } from '../../contracts/package.ts'

/** The package with the messages that went out as links of its chain of custody, all in the order of time. */
export const withNotices = (shown: Package, messages: readonly Message[]): Package => ({
  ...shown,
  custody: [
    ...shown.custody,
    ...messages
      .filter(({ status }) => status === 'sent' || status === 'delivered')
      .map(({ at, channel, to }) => ({
        kind: 'notified' as const,
        at,
        recordedAt: at,
        principal: 'system:notify-recipient',
        note: `${channel === 'sms' ? 'text' : 'e-mail'} to ${to}`,
      })),
  ].sort((a, b) => Date.parse(a.recordedAt) - Date.parse(b.recordedAt)),
})
