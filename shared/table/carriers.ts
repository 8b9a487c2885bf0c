import { Entity } from 'electrodb'
import type { Carrier, CarrierContact } from '../contracts/carrier.ts'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { Write } from './commit.ts'
import { type Page, primary, type Table } from './table.ts'
import { take } from './taken.ts'

const carrierEntity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'carrier', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        name: { type: 'string', required: true },
        code: { type: 'string', required: true },
        createdAt: { type: 'string', required: true },
        event: { type: 'any' },
      },
      indexes: { byPortfolio: primary('PF#${portfolioId}#CARRIERS', ['portfolioId'], '${id}', ['id']) },
    },
    { client: table.client, table: table.name },
  )

const contactEntity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'carrier_contact', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        carrierId: { type: 'string', required: true },
        id: { type: 'string', required: true },
        kind: { type: 'string', required: true },
        name: { type: 'string', required: true },
        email: { type: 'string' },
        phone: { type: 'string' },
        createdAt: { type: 'string', required: true },
        event: { type: 'any' },
      },
      indexes: {
        byCarrier: primary('PF#${portfolioId}#CARRIER#${carrierId}', ['portfolioId', 'carrierId'], '${id}', ['id']),
      },
    },
    { client: table.client, table: table.name },
  )

type Paging = { limit: number; cursor?: string | undefined }

/** Carriers of a portfolio (a handful) and the people to reach at each. */
export const makeCarriers = (table: Table) => {
  const carriers = carrierEntity(table)
  const contacts = contactEntity(table)
  return {
    /** The two writes that add a carrier; the second fails where the code is taken. */
    create: (portfolioId: PortfolioId, carrier: Carrier, event: DomainEvent): readonly [Write, Write] => [
      { Put: carriers.create({ portfolioId, ...carrier, event }).params() } as Write,
      take(table, `PF#${portfolioId}#CARRIER-CODES`, carrier.code, carrier.id),
    ],
    /** One carrier, or null. */
    get: async (portfolioId: PortfolioId, id: string): Promise<Carrier | null> => {
      const { data } = await carriers.get({ portfolioId, id }).go()
      return data ? toCarrier(data) : null
    },
    /** The carrier of a code such as `ups`, or null. */
    byCode: async (portfolioId: PortfolioId, code: string): Promise<Carrier | null> => {
      const { data } = await carriers.query.byPortfolio({ portfolioId }).go({ pages: 'all' })
      const found = data.find((carrier) => carrier.code === code)
      return found ? toCarrier(found) : null
    },
    /** Carriers of a portfolio by age. */
    list: async (portfolioId: PortfolioId, { limit, cursor }: Paging): Promise<Page<Carrier>> => {
      const found = await carriers.query.byPortfolio({ portfolioId }).go({ limit, cursor: cursor ?? null })
      return { items: found.data.map(toCarrier), ...(found.cursor ? { cursor: found.cursor } : {}) }
    },
    /** The write that adds a contact. */
    createContact: (
      portfolioId: PortfolioId,
      { email, phone, ...contact }: CarrierContact,
      event: DomainEvent,
    ): Write =>
      ({
        Put: contacts
          .create({
            portfolioId,
            ...contact,
            ...(email === null ? {} : { email }),
            ...(phone === null ? {} : { phone }),
            event,
          })
          .params(),
      }) as Write,
    /** Every contact of a carrier by age (whom an escalation tells). */
    contacts: async (portfolioId: PortfolioId, carrierId: string): Promise<CarrierContact[]> => {
      const { data } = await contacts.query.byCarrier({ portfolioId, carrierId }).go({ pages: 'all' })
      return data.map(toContact)
    },
    /** Contacts of a carrier by age, a page. */
    listContacts: async (
      portfolioId: PortfolioId,
      carrierId: string,
      { limit, cursor }: Paging,
    ): Promise<Page<CarrierContact>> => {
      const found = await contacts.query.byCarrier({ portfolioId, carrierId }).go({ limit, cursor: cursor ?? null })
      return { items: found.data.map(toContact), ...(found.cursor ? { cursor: found.cursor } : {}) }
    },
  }
}

const toCarrier = ({ portfolioId: _, event: __, ...carrier }: Record<string, unknown>): Carrier =>
  carrier as unknown as Carrier

const toContact = ({ portfolioId: _, event: __, ...contact }: Record<string, unknown>): CarrierContact =>
  ({ email: null, phone: null, ...contact }) as unknown as CarrierContact
