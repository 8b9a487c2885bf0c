import * as z from 'zod'
import { PortfolioId, PropertyId, RoomId } from './ids.ts'

/** Wakes a room whose verdict is due: what the reconciliation sends itself, delayed. */
export const RoomWake = z.strictObject({ portfolioId: PortfolioId, propertyId: PropertyId, roomId: RoomId })
export type RoomWake = z.infer<typeof RoomWake>
