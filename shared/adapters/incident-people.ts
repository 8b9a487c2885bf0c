import type { PortfolioId } from '../contracts/ids.ts'
import type { Incident } from '../contracts/incident.ts'
import type { RungRecipient } from '../contracts/standard.ts'
import { type IncidentNews, rungText, takenBackText } from '../domain/incidents/words.ts'
import type { MessageText } from '../domain/notifications/message-text.ts'
import type { Addresses } from '../domain/notifications/notice.ts'
import { makeCarriers } from '../table/carriers.ts'
import type { Messages } from '../table/messages.ts'
import { makeProperties } from '../table/properties.ts'
import { makeRooms } from '../table/rooms.ts'
import type { Table } from '../table/table.ts'
import { makeUsers } from '../table/users.ts'
import type { TellOnce } from './tell-once.ts'

/** Somebody who can be told about an incident. */
export interface Person {
  /** user id or id of a carrier’s contact */
  readonly id: string
  readonly to: Addresses
  /** whether the console is open to them */
  readonly signsIn: boolean
}

/** A message that is not out yet: ask again after this instant. */
export class NotToldYet extends Error {
  override readonly name = 'NotToldYet'
  readonly untilMs: number
  constructor(incidentId: string, untilMs: number) {
    super(`somebody is still to be told about ${incidentId}`)
    this.untilMs = untilMs
  }
}

const REVISED = 'revised'
/** One message for each opening, rung and person, however often a step is repeated. */
const reasonOf = ({ openedAt }: Incident, what: string | number, personId: string) =>
  `incident_${Date.parse(openedAt)}_${what}_${personId}` as const

/** The people of incidents: who they are, and telling each of them once. */
export const makeIncidentPeople = ({
  table,
  tellOnce,
  messages,
  pagesUrl,
}: {
  readonly table: Table
  readonly tellOnce: TellOnce
  readonly messages: Pick<Messages, 'about'>
  readonly pagesUrl: string
}) => {
  const users = makeUsers(table)
  const carriers = makeCarriers(table)
  const properties = makeProperties(table)
  const rooms = makeRooms(table)

  const staff = async (portfolioId: PortfolioId, { propertyId }: Incident): Promise<(Person & { role: string })[]> =>
    (await users.all(portfolioId))
      .filter(({ propertyIds }) => propertyIds === null || propertyIds.includes(propertyId))
      .map(({ id, email, role }) => ({ id, role, to: { email, phone: null, first: 'email' }, signsIn: true }))

  const contacts = async (portfolioId: PortfolioId, { carrierId }: Incident): Promise<(Person & { kind: string })[]> =>
    carrierId === null
      ? []
      : (await carriers.contacts(portfolioId, carrierId)).map(({ id, kind, email, phone }) => ({
          id,
          kind,
          to: { email, phone, first: 'sms' },
          signsIn: false,
        }))

  const newsFor = async (portfolioId: PortfolioId, incident: Incident) => {
    const [property, room] = await Promise.all([
      properties.get(portfolioId, incident.propertyId),
      rooms.get(portfolioId, incident.roomId),
    ])
    return ({ signsIn }: Person): IncidentNews => ({
      incident,
      property: property?.name ?? incident.propertyId,
      room: room?.name ?? incident.roomId,
      timeZone: property?.timeZone ?? 'UTC',
      link: signsIn ? `${pagesUrl}/incidents/${incident.id}` : null,
    })
  }

  /** Tells each once; throws {@link NotToldYet} when all were tried and somebody has to wait. */
  const tellEach = async (
    portfolioId: PortfolioId,
    incident: Incident,
    people: readonly Person[],
    what: string | number,
    textOf: (news: IncidentNews) => MessageText,
  ): Promise<void> => {
    if (people.length === 0) return
    const news = await newsFor(portfolioId, incident)
    let untilMs: number | null = null
    for (const person of people) {
      const told = await tellOnce(portfolioId, {
        about: incident.id,
        reason: reasonOf(incident, what, person.id),
        to: person.to,
        text: textOf(news(person)),
      })
      if (!told.done) untilMs = Math.max(untilMs ?? 0, told.untilMs)
    }
    if (untilMs !== null) throw new NotToldYet(incident.id, untilMs)
  }

  return {
    /** Whom a rung tells; nobody for the kiosk’s own prompt, which the live pages of the room show. */
    of: async (portfolioId: PortfolioId, incident: Incident, to: RungRecipient): Promise<Person[]> => {
      if (to === 'kiosk_prompt') return []
      const [kind, who] = to.split(':')
      if (kind === 'role') return (await staff(portfolioId, incident)).filter(({ role }) => role === who)
      return (await contacts(portfolioId, incident)).filter((contact) => contact.kind === who)
    },

    /** Tells the people of the rung that the incident stands on, each once. */
    tell: (portfolioId: PortfolioId, incident: Incident, people: readonly Person[]): Promise<void> =>
      tellEach(portfolioId, incident, people, incident.rung?.index ?? 0, rungText),

    /** Tells everybody who was told about an incident that it was taken back, each once. */
    tellTakenBack: async (portfolioId: PortfolioId, incident: Incident): Promise<void> => {
      const sent = (await messages.about(portfolioId, incident.id))
        .filter(({ attempts }) => attempts.some(({ status }) => status === 'sent'))
        .map(({ reason }) => reason)
      const begins = `incident_${Date.parse(incident.openedAt)}_`
      const wasTold = ({ id }: Person) =>
        sent.some((reason) => reason.startsWith(begins) && reason.endsWith(`_${id}`) && !reason.includes(REVISED))
      if (sent.length === 0) return
      const all = [...(await staff(portfolioId, incident)), ...(await contacts(portfolioId, incident))]
      await tellEach(portfolioId, incident, all.filter(wasTold), REVISED, takenBackText)
    },
  }
}

/** See {@link makeIncidentPeople}. */
export type IncidentPeople = ReturnType<typeof makeIncidentPeople>
