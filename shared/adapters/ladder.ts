import { DescribeExecutionCommand, SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import type { LadderInput } from '../contracts/ladder.ts'

/** Name of an execution: the same incident and run is the same execution, so that starting twice is once. */
const nameOf = (incidentId: string, run: number) => `${incidentId}-${run}`

const isNamed = (error: unknown, name: string) => error instanceof Error && error.name === name

/** Executions of the escalation ladder, one for each run of an incident (Step Functions). */
export const makeLadder = ({ ladderArn }: { readonly ladderArn: string }) => {
  const client = new SFNClient({})
  const arnOf = (incidentId: string, run: number) =>
    `${ladderArn.replace(':stateMachine:', ':execution:')}:${nameOf(incidentId, run)}`
  return {
    /** Starts a run; one that runs, or that ran and ended, is left as it is. */
    start: async (input: LadderInput, run: number): Promise<void> => {
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn: ladderArn,
            name: nameOf(input.incidentId, run),
            input: JSON.stringify({ portfolioId: input.portfolioId, incidentId: input.incidentId }),
          }),
        )
      } catch (error) {
        if (!isNamed(error, 'ExecutionAlreadyExists')) throw error
      }
    },

    /** Stops a run; one that was never started or has ended is left as it is. */
    stop: async (incidentId: string, run: number, cause: string): Promise<void> => {
      try {
        await client.send(new StopExecutionCommand({ executionArn: arnOf(incidentId, run), cause }))
      } catch (error) {
        if (!isNamed(error, 'ExecutionDoesNotExist')) throw error
      }
    },

    /** How a run stands: `absent` was never started, `ended` for whatever reason. */
    stateOf: async (incidentId: string, run: number): Promise<'running' | 'ended' | 'absent'> => {
      try {
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn: arnOf(incidentId, run) }))
        return status === 'RUNNING' || status === 'PENDING_REDRIVE' ? 'running' : 'ended'
      } catch (error) {
        if (isNamed(error, 'ExecutionDoesNotExist')) return 'absent'
        throw error
      }
    },
  }
}

/** See {@link makeLadder}. */
export type Ladder = ReturnType<typeof makeLadder>
