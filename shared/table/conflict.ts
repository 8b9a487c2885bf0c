import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'

/** True where a transaction met another one on the same item: nothing was written, and trying again is right. */
const isTransactionConflict = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some((reason) => reason.Code === 'TransactionConflict')

/** Runs again (at most `tries` times) what met another transaction. */
export const againOnConflict = async <T>(tries: number, run: () => Promise<T>): Promise<T> => {
  for (let i = 1; ; i++)
    try {
      return await run()
    } catch (error) {
      if (i >= tries || !isTransactionConflict(error)) throw error
    }
}
