import { type Refusal, refuse } from '../../contracts/problem.ts'

/** Signs a text under a portfolio's own key; the vault's signer of the purpose `evidence`. Base64url. */
export interface EvidenceSigner {
  readonly sign: (text: string) => string
}

const letters = '0123456789abcdefghjkmnpqrstvwxyz'
/** So many letters at the end of an id are the proof: 40 bits. */
const PROOF = 8

const proofOf = ({ sign }: EvidenceSigner, roomId: string, id: string): string =>
  [...Buffer.from(sign(`${roomId}|${id.slice(0, -PROOF)}`), 'base64url').subarray(0, PROOF)]
    .map((byte) => letters[byte % letters.length])
    .join('')

/**
 * The id of a picture that is about to be uploaded for a room, from a fresh id: its end proves, without a look-up, that it was
 * given for that room of that portfolio.
 */
export const evidenceIdFor = (signer: EvidenceSigner, roomId: string, fresh: string): string =>
  fresh.slice(0, -PROOF) + proofOf(signer, roomId, fresh)

/** Whether an evidence id was given for a room of the signer's portfolio. */
export const isEvidenceOf = (signer: EvidenceSigner, roomId: string, evidenceId: string): boolean =>
  evidenceId.endsWith(proofOf(signer, roomId, evidenceId))

/** The refusal of a picture, or of its reading, that is not one of the room. */
export const noEvidence = (id: string): Refusal =>
  refuse('evidence.missing', `There is no ${id} of this room. Upload the picture, or leave it out.`)
