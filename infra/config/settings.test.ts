import { App } from 'aws-cdk-lib'
import { describe, expect, it } from 'vitest'
import { ON_AWS } from './local.ts'
import { senderDomain, settingsFrom } from './settings.ts'

const from = (context: Record<string, string>, env = {}) => settingsFrom(new App({ context }).node, env)

describe('settingsFrom', () => {
  it('is a stage to play with on AWS, unless told otherwise', () => {
    expect(from({})).toMatchObject({
      stage: 'dev',
      keepsData: false,
      relaxations: ON_AWS,
      env: { region: 'us-east-1' },
    })
  })

  it('keeps data in production only', () => {
    expect(from({ stage: 'prod' }).keepsData).toBe(true)
    expect(from({ stage: 'staging' }).keepsData).toBe(false)
  })

  it('takes account and region from the CLI', () => {
    const env = { CDK_DEFAULT_ACCOUNT: '111122223333', CDK_DEFAULT_REGION: 'eu-west-1' }
    expect(from({}, env).env).toEqual({ account: '111122223333', region: 'eu-west-1' })
  })

  it.each(['', 'Prod', '1st', 'a-b', 'far-too-long-a-name'])('refuses the stage "%s"', (stage) => {
    expect(() => from({ stage })).toThrow(/stage/)
  })

  it('refuses a sender that is no address', () => {
    expect(() => from({ emailFrom: 'nobody' })).toThrow()
    expect(senderDomain(from({ emailFrom: 'packages@maple.example' }))).toBe('maple.example')
  })
})
