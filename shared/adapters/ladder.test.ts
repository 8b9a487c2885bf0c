import { DescribeExecutionCommand, SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import type { PortfolioId } from '../contracts/ids.ts'
import { makeLadder } from './ladder.ts'

const states = mockClient(SFNClient)
const ladder = makeLadder({ ladderArn: 'arn:aws:states:us-east-1:1:stateMachine:Ladder' })
const input = { portfolioId: 'pf_1' as PortfolioId, incidentId: 'inc_1' }
const named = (name: string) => Object.assign(new Error(name), { name })
const execution = 'arn:aws:states:us-east-1:1:execution:Ladder:inc_1-2'

beforeEach(() => states.reset())

describe('ladder', () => {
  test('a run of an incident has one name, so that it starts once', async () => {
    states.on(StartExecutionCommand).resolvesOnce({}).rejects(named('ExecutionAlreadyExists'))
    await ladder.start(input, 2)
    await ladder.start(input, 2)
    expect(states.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:Ladder',
      name: 'inc_1-2',
      input: '{"portfolioId":"pf_1","incidentId":"inc_1"}',
    })
  })
  test('stopping what was never started is nothing', async () => {
    states.on(StopExecutionCommand).rejects(named('ExecutionDoesNotExist'))
    await ladder.stop('inc_1', 2, 'resolved')
    expect(states.commandCalls(StopExecutionCommand)[0]?.args[0].input).toEqual({
      executionArn: execution,
      cause: 'resolved',
    })
  })
  test('other faults are thrown', async () => {
    states.on(StartExecutionCommand).rejects(named('Throttling'))
    states.on(StopExecutionCommand).rejects(named('Throttling'))
    await expect(ladder.start(input, 1)).rejects.toThrow('Throttling')
    await expect(ladder.stop('inc_1', 1, '')).rejects.toThrow('Throttling')
  })
  test.each([
    ['RUNNING', 'running'],
    ['FAILED', 'ended'],
    ['ABORTED', 'ended'],
    ['SUCCEEDED', 'ended'],
  ] as const)('an execution that is %s is %s', async (status, state) => {
    states.on(DescribeExecutionCommand, { executionArn: execution }).resolves({ status })
    expect(await ladder.stateOf('inc_1', 2)).toBe(state)
  })
  test('one that was never started is absent', async () => {
    states.on(DescribeExecutionCommand).rejects(named('ExecutionDoesNotExist'))
    expect(await ladder.stateOf('inc_1', 2)).toBe('absent')
  })
})
