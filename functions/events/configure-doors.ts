import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda'
import * as z from 'zod'
import { makeDeviceMessages } from '../../shared/adapters/iot-data.ts'
import { DomainEvent } from '../../shared/contracts/domain-event.ts'
import { environment } from '../../shared/runtime/env.ts'
import { openTable } from '../../shared/table/table.ts'
import { makeSetDoors } from './set-doors.ts'

const env = environment('TABLE_NAME', 'IOT_DATA_ENDPOINT')
const setDoors = makeSetDoors({
  table: openTable(env.TABLE_NAME),
  messages: makeDeviceMessages({ endpoint: env.IOT_DATA_ENDPOINT }),
})

/** What EventBridge puts on the queue. */
const Delivery = z.object({ detail: DomainEvent })

const take = ({ body }: SQSRecord): Promise<void> => setDoors(Delivery.parse(JSON.parse(body)).detail)

const processor = new BatchProcessor(EventType.SQS)

/** Sets the doors of rooms to their portfolio’s standard. */
export const handler = (event: SQSEvent, context: Context) =>
  processPartialResponse(event, take, processor, { context })
