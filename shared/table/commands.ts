import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { Entity } from 'electrodb'
import type * as z from 'zod'
import type { Command, CommandStatus } from '../contracts/device.ts'
import type { DomainEvent } from '../contracts/domain-event.ts'
import type { PortfolioId } from '../contracts/ids.ts'
import type { Write } from './commit.ts'
import { primary, type Table } from './table.ts'

/** A command to a device as it is kept. */
export type CommandRecord = z.infer<typeof Command>

const entity = (table: Table) =>
  new Entity(
    {
      model: { entity: 'command', version: '1', service: 'vestibule' },
      attributes: {
        portfolioId: { type: 'string', required: true },
        thing: { type: 'string', required: true },
        id: { type: 'string', required: true },
        op: { type: 'string', required: true },
        reason: { type: 'string', required: true },
        status: { type: 'string', required: true },
        sentAt: { type: 'string', required: true },
        answeredAt: { type: 'string' },
        expiresAt: { type: 'number', required: true },
        event: { type: 'any' },
      },
      indexes: {
        byThing: primary('PF#${portfolioId}#THING#${thing}', ['portfolioId', 'thing'], 'CMD#${id}', ['id']),
      },
    },
    { client: table.client, table: table.name },
  )

/** Commands to devices and what became of them. */
export const makeCommands = (table: Table) => {
  const commands = entity(table)
  return {
    /** The write that adds a command; `expiresAt` epoch seconds after which the table may forget it. */
    create: (
      portfolioId: PortfolioId,
      { answeredAt: _, ...command }: CommandRecord,
      expiresAt: number,
      event: DomainEvent,
    ): Write => ({ Put: commands.create({ portfolioId, ...command, expiresAt, event }).params() }) as Write,
    /** One command, or null. */
    get: async (portfolioId: PortfolioId, thing: string, id: string): Promise<CommandRecord | null> => {
      const { data } = await commands.get({ portfolioId, thing, id }).go()
      if (!data) return null
      const { portfolioId: _, event: __, expiresAt: ___, ...command } = data
      return { answeredAt: null, ...command } as unknown as CommandRecord
    },
    /** Keeps a device’s answer; the first one stands, and an answer to what was never sent is left alone. */
    answer: async (
      portfolioId: PortfolioId,
      thing: string,
      id: string,
      status: z.infer<typeof CommandStatus>,
      at: string,
    ): Promise<void> => {
      try {
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: { pk: `PF#${portfolioId}#THING#${thing}`, sk: `CMD#${id}` },
            UpdateExpression: 'SET #status = :status, answeredAt = :at',
            ConditionExpression: '#status = :sent',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':status': status, ':at': at, ':sent': 'sent' },
          }),
        )
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
      }
    },
  }
}
