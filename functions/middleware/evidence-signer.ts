import { makeVault } from '../../shared/adapters/vault.ts'
import type { PortfolioId } from '../../shared/contracts/ids.ts'
import type { EvidenceSigner } from '../../shared/domain/packages/evidence-id.ts'
import { environment } from '../../shared/runtime/env.ts'

/** What gives pictures of a portfolio their ids and recognises them. */
export type EvidenceSignerOf = (portfolioId: PortfolioId) => Promise<EvidenceSigner>

/** The signers of this function's environment; the secret is read once per process. */
export const openEvidenceSigner = (): EvidenceSignerOf => {
  const vault = makeVault({ secretArn: environment('SECRET_ARN').SECRET_ARN })
  return (portfolioId) => vault.signer('evidence', portfolioId)
}
