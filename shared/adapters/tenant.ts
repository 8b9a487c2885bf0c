import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentity } from '@aws-sdk/types'
import type { PortfolioId } from '../contracts/ids.ts'
import { openTable, type Table } from '../table/table.ts'

const LIFETIME_SECONDS = 3600
const RENEW_BEFORE_MS = 5 * 60_000

/**
 * Opens things with the credentials of one portfolio: the tenant role, assumed with the session tag `portfolioId`, whose
 * policy reaches only keys and evidence that begin with it. Credentials and table clients are kept per portfolio until five
 * minutes before they end.
 */
export const makeTenants = ({
  tenantRoleArn,
  tableName,
  now,
}: {
  tenantRoleArn: string
  tableName: string
  now: () => number
}) => {
  const sts = new STSClient({})
  const kept = new Map<
    PortfolioId,
    { until: number; opened: Promise<{ credentials: AwsCredentialIdentity; table: Table }> }
  >()

  const assume = async (portfolioId: PortfolioId) => {
    const { Credentials: c } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: tenantRoleArn,
        RoleSessionName: portfolioId,
        DurationSeconds: LIFETIME_SECONDS,
        Tags: [{ Key: 'portfolioId', Value: portfolioId }],
      }),
    )
    if (!c?.AccessKeyId || !c.SecretAccessKey || !c.SessionToken) throw new Error('the tenant role gave no credentials')
    const credentials = { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken }
    return { credentials, table: openTable(tableName, { credentials }) }
  }

  const open = (portfolioId: PortfolioId) => {
    const found = kept.get(portfolioId)
    if (found && found.until > now()) return found.opened
    const opened = assume(portfolioId)
    kept.set(portfolioId, { until: now() + LIFETIME_SECONDS * 1000 - RENEW_BEFORE_MS, opened })
    opened.catch(() => kept.delete(portfolioId))
    return opened
  }

  return {
    /** The table, reaching only this portfolio’s items. */
    table: async (portfolioId: PortfolioId): Promise<Table> => (await open(portfolioId)).table,
    /** Credentials for other clients (the evidence bucket). */
    credentials: async (portfolioId: PortfolioId): Promise<AwsCredentialIdentity> =>
      (await open(portfolioId)).credentials,
  }
}
