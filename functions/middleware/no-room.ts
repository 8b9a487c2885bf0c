import { type Refusal, refuse } from '../../shared/contracts/problem.ts'

/** The refusal of a room that is not there, or not the principal’s. */
export const noRoom = (roomId: string): Refusal =>
  refuse('room.unknown', `There is no room ${roomId}. A kiosk works in its own room only.`)
