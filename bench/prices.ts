/** Price of one use, and the public page that names it. */
export interface Price {
  readonly usd: number
  readonly per: string
  readonly page: string
}

const MILLION = 1_000_000

/**
 * List prices of us-east-1 in US dollars, first tier, without free tiers and discounts. A change of a price is a new
 * `version`; a figure in docs/costs.md names the version that it was made with.
 */
export const PRICES = {
  version: '2025-11',
  region: 'us-east-1',
  uses: {
    writeUnits: { usd: 0.625 / MILLION, per: 'write request unit, on demand', page: 'Amazon DynamoDB pricing' },
    readUnits: { usd: 0.125 / MILLION, per: 'read request unit, on demand', page: 'Amazon DynamoDB pricing' },
    lambdaRequests: { usd: 0.2 / MILLION, per: 'request', page: 'AWS Lambda pricing' },
    lambdaArmGbSeconds: { usd: 0.0000133334, per: 'GB-second, arm64', page: 'AWS Lambda pricing' },
    lambdaX86GbSeconds: { usd: 0.0000166667, per: 'GB-second, x86_64', page: 'AWS Lambda pricing' },
    httpRequests: { usd: 1 / MILLION, per: 'HTTP API request', page: 'Amazon API Gateway pricing' },
    busEvents: { usd: 1 / MILLION, per: 'custom event of up to 64 KB', page: 'Amazon EventBridge pricing' },
    queueRequests: { usd: 0.4 / MILLION, per: 'request to a standard queue', page: 'Amazon SQS pricing' },
    storePuts: { usd: 0.005 / 1000, per: 'PUT of an object', page: 'Amazon S3 pricing' },
    storeGets: { usd: 0.0004 / 1000, per: 'GET of an object', page: 'Amazon S3 pricing' },
    deviceMessages: { usd: 1 / MILLION, per: 'message of up to 5 KB', page: 'AWS IoT Core pricing' },
    deviceRules: { usd: 0.3 / MILLION, per: 'rule triggered and its one action', page: 'AWS IoT Core pricing' },
    shadowOperations: { usd: 1.25 / MILLION, per: 'operation on a shadow of up to 1 KB', page: 'AWS IoT Core pricing' },
    emails: { usd: 0.1 / 1000, per: 'e-mail', page: 'Amazon SES pricing' },
    pushes: { usd: 0.5 / MILLION, per: 'mobile push notification', page: 'Amazon SNS pricing' },
    stateTransitions: {
      usd: 25 / MILLION,
      per: 'transition of a standard workflow',
      page: 'AWS Step Functions pricing',
    },
  },
} as const satisfies { version: string; region: string; uses: Record<string, Price> }

/** How often each thing with a price was used. */
export type Uses = Readonly<Record<keyof typeof PRICES.uses, number>>

/** One line of a bill, US dollars. */
export interface BillLine {
  readonly use: keyof typeof PRICES.uses
  readonly count: number
  readonly usd: number
}

/** What uses cost, US dollars, dearest first; what was not used is left out. */
export const billOf = (uses: Partial<Uses>): { readonly usd: number; readonly lines: readonly BillLine[] } => {
  const lines = (Object.entries(uses) as [keyof Uses, number][])
    .filter(([, count]) => count > 0)
    .map(([use, count]) => ({ use, count, usd: count * PRICES.uses[use].usd }))
    .sort((a, b) => b.usd - a.usd)
  return { usd: lines.reduce((sum, line) => sum + line.usd, 0), lines }
}
