import type { Command, CommandOutcome } from '../documents/commands.ts'
import { verifyCommand } from '../documents/crypto.ts'
import type { TimeQuality } from '../documents/events.ts'
import { LIMITS } from '../documents/limits.ts'

/** Ids of commands that ran or were answered, with their expiry (epoch ms); persisted before a command runs. */
export type SeenCommands = { readonly [id: string]: number }

/** `run`, or the outcome to answer with at once. */
export interface CommandDecision {
  readonly seen: SeenCommands
  readonly outcome: 'run' | Exclude<CommandOutcome, 'done' | 'jam'>
}

const REMEMBER_MS = 3_600_000

/**
 * Decides on a command: right mac, id unseen, clock synced, and `exp` ahead by at most 15 s. A refused or expired id is not
 * remembered, so nobody can fill the memory with ids of their own making.
 */
export const acceptCommand = (
  seen: SeenCommands,
  command: Command,
  { kSnap, nowMs, quality }: { kSnap: string; nowMs: number; quality: TimeQuality },
): CommandDecision => {
  if (!verifyCommand(kSnap, command)) return { seen, outcome: 'refused' }
  if (command.id in seen) return { seen, outcome: 'dup' }
  if (quality !== 's') return { seen, outcome: 'refused' }
  if (nowMs >= command.exp) return { seen, outcome: 'expired' }
  if (nowMs < command.nbf - LIMITS.commandAheadMs || command.exp - nowMs > LIMITS.commandAheadMs) {
    return { seen, outcome: 'refused' }
  }
  const kept = Object.entries(seen).filter(([, exp]) => nowMs - exp < REMEMBER_MS)
  return { seen: { ...Object.fromEntries(kept), [command.id]: command.exp }, outcome: 'run' }
}
