import * as z from 'zod'
import { CommandId, CredentialId } from '../../shared/contracts/ids.ts'
import { b64u, CredentialKind } from './credentials.ts'

const EpochMs = z.int().min(0).max(9_999_999_999_999)
const base = {
  v: z.literal(1),
  id: CommandId,
  nbf: EpochMs.describe('not before'),
  exp: EpochMs.describe('runs only before this, and only if it lies at most 15 s ahead'),
  mac: b64u(32),
}

/** What arrives on `dn/cmd`. `mac` covers everything but itself. */
export const Command = z.discriminatedUnion('op', [
  z.strictObject({
    ...base,
    op: z.literal('unlock'),
    args: z.strictObject({
      cr: CredentialId.nullable().describe('credential of the person who asked, where there is one'),
      role: z.enum([...CredentialKind.options, 'unknown']),
    }),
  }),
  z.strictObject({ ...base, op: z.literal('openCompartment'), args: z.strictObject({ c: z.string().max(8) }) }),
  z.strictObject({ ...base, op: z.literal('identify'), args: z.strictObject({}) }),
  z.strictObject({ ...base, op: z.literal('captureClip'), args: z.strictObject({ seconds: z.int().min(1).max(60) }) }),
  z.strictObject({ ...base, op: z.literal('resync'), args: z.strictObject({}) }),
])
export type Command = z.infer<typeof Command>

/** How a command ended: done, too late, refused (mac, clock, unknown to this class), lock jammed, seen before. */
export const CommandOutcome = z.enum(['done', 'expired', 'refused', 'jam', 'dup'])
export type CommandOutcome = z.infer<typeof CommandOutcome>

/** What travels on `up/cmdres`. */
export const CommandResult = z.strictObject({ v: z.literal(1), id: CommandId, res: CommandOutcome, t: EpochMs })
export type CommandResult = z.infer<typeof CommandResult>

/**
 * What arrives on `dn/ack`: every event of epoch `ep` up to `upTo` is stored. `gaps` are holes (first and last seq) that the
 * device fills again, or answers with `sys.overflow` where it cannot.
 */
export const Ack = z.strictObject({
  v: z.literal(1),
  ep: z.int().min(1),
  upTo: z.int().min(0),
  gaps: z.array(z.tuple([z.int().min(1), z.int().min(1)])).max(50),
})
export type Ack = z.infer<typeof Ack>
