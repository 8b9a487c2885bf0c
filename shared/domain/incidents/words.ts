import type { Incident } from '../../contracts/incident.ts'
import type { RungRecipient } from '../../contracts/standard.ts'
import type { MessageText } from '../notifications/message-text.ts'

/** What messages about an incident are written from. `link` is null for people who cannot sign in. */
export interface IncidentNews {
  readonly incident: Incident
  readonly property: string
  readonly room: string
  readonly timeZone: string
  readonly link: string | null
}

const WHAT: Record<Incident['kind'], string> = {
  no_intake: 'a carrier entered and logged nothing',
  count_mismatch: 'several carriers were inside, and it is unclear who logged',
  forced: 'the door was opened by force',
  held_open: 'the door was held open',
  probing: 'codes were tried again and again',
  reported_bypass: 'a package was left outside the room',
}

const timeOf = ({ incident, timeZone }: IncidentNews): string =>
  new Intl.DateTimeFormat('en-US', { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(
    Date.parse(incident.openedAt),
  )

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What somebody of a rung is told. Carriers’ people are asked, staff are told where to look. */
export const rungText = (news: IncidentNews): MessageText => {
  const { incident, property, room, link } = news
  const what = WHAT[incident.kind]
  const place = `${property}, ${room}`
  const ask = link
    ? `See what is known, and say that you take care of it: ${link}`
    : 'If packages were left, please log them at the kiosk or call the property; if there were none, please say so.'
  const by = incident.rung?.ackBy
  const until = by
    ? ` by ${new Intl.DateTimeFormat('en-US', { timeZone: news.timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(by))}`
    : ''
  return {
    sms: `${place}: ${what} (${timeOf(news)}). ${ask}`,
    subject: `${property}: ${what}`,
    email: `${capital(what)}.

Where: ${place}
When: ${timeOf(news)}
Severity: ${incident.severity}
${incident.rung ? `\nSomebody should take care of it${until}; otherwise the next person is told.\n` : ''}
${ask}
`,
  }
}

/** What everybody who was told is told when what arrived later explains it. */
export const takenBackText = (news: IncidentNews): MessageText => {
  const { incident, property, room, link } = news
  const what = WHAT[incident.kind]
  const reason = incident.resolution?.reason ?? 'What arrived later explains it'
  return {
    sms: `${property}, ${room}: taken back: ${what} (${timeOf(news)}). ${reason}. Nothing is left to do.`,
    subject: `${property}: taken back: ${what}`,
    email: `We told you that ${what} (${property}, ${room}, ${timeOf(news)}).

${reason}: it is taken back, and nothing is left to do.
${link ? `\n${link}\n` : ''}`,
  }
}

const WHO: Record<RungRecipient, readonly [string, string]> = {
  kiosk_prompt: ['prompt', 'prompts'],
  'carrier_contact:driver': ['driver of the carrier', 'drivers of the carrier'],
  'carrier_contact:station': ['station contact of the carrier', 'station contacts of the carrier'],
  'carrier_contact:district_manager': ['district manager of the carrier', 'district managers of the carrier'],
  'role:attendant': ['attendant', 'attendants'],
  'role:manager': ['manager', 'managers'],
  'role:owner': ['owner', 'owners'],
}

/** The line of the timeline for a rung that was reached. */
export const rungLine = (to: RungRecipient, told: number): string => {
  if (to === 'kiosk_prompt') return 'Asked at the kiosk'
  const [one, many] = WHO[to]
  return told === 0 ? `There is no ${one} to tell` : `Told ${told} ${told === 1 ? one : many}`
}
