import { describe, expect, it } from 'vitest'
import { isAudited, summaryOf } from './audited.ts'

describe('the audit trail', () => {
  it('takes what people change', () => {
    expect(isAudited('api_key.created')).toBe(true)
    expect(isAudited('access_grant.revoked')).toBe(true)
  })
  it('leaves out what has a history of its own', () => {
    expect(isAudited('package.received')).toBe(false)
    expect(isAudited('room.activity_recorded')).toBe(false)
  })
  it('says what happened in words', () => {
    expect(summaryOf('api_key.created')).toBe('API key created')
    expect(summaryOf('standard.changed')).toBe('Standard changed')
  })
})
