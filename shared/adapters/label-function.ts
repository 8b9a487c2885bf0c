import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { ReadLabelAnswer, type ReadLabelRequest } from '../contracts/label.ts'

/** Has labels read by the label-reading function, waiting for its answer. Throws where the function itself failed. */
export const makeLabelFunction = ({ functionName }: { readonly functionName: string }) => {
  // A second try by the client would read the label twice; the caller’s own repeat finds the first reading.
  const client = new LambdaClient({ maxAttempts: 1 })
  return {
    /** Reads one picture and matches it to a directory. */
    read: async (request: ReadLabelRequest): Promise<ReadLabelAnswer> => {
      const { Payload, FunctionError } = await client.send(
        new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(request)) }),
      )
      const text = Buffer.from(Payload ?? []).toString('utf8')
      if (FunctionError) throw new Error(`the label reader failed: ${text.slice(0, 300)}`)
      return ReadLabelAnswer.parse(JSON.parse(text))
    },
  }
}

/** See {@link makeLabelFunction}. */
export type LabelFunction = ReturnType<typeof makeLabelFunction>
