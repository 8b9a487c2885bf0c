import { describe, expect, test } from 'vitest'
import type { Incident } from '../../contracts/incident.ts'
import { type IncidentNews, rungLine, rungText, takenBackText } from './words.ts'

const incident = {
  kind: 'no_intake',
  severity: 'medium',
  openedAt: '2026-10-05T13:18:00.000Z',
  rung: { index: 1, to: 'role:attendant', reachedAt: '2026-10-05T13:33:00.000Z', ackBy: '2026-10-05T15:18:00.000Z' },
  resolution: { reason: 'What arrived later explains it' },
} as Incident
const news: IncidentNews = {
  incident,
  property: 'Maple Court',
  room: 'Parcel room',
  timeZone: 'America/New_York',
  link: 'https://pages/incidents/inc_1',
}

describe('words of an incident', () => {
  test('say what happened where, in the time of the place, and until when somebody is expected', () => {
    const { sms, subject, email } = rungText(news)
    expect(subject).toBe('Maple Court: a carrier entered and logged nothing')
    expect(sms).toContain('Maple Court, Parcel room')
    expect(email).toMatch(/Oct 5, 2026, 9:18.AM/)
    expect(email).toMatch(/by Oct 5, 2026, 11:18.AM/)
    expect(email).toContain('https://pages/incidents/inc_1')
  })
  test('ask people of a carrier instead of sending them to a page that they cannot open', () => {
    expect(rungText({ ...news, link: null }).email).toContain('please log them at the kiosk')
    expect(rungText({ ...news, link: null }).sms).not.toContain('http')
  })
  test('say that it is over when it is taken back', () => {
    expect(takenBackText(news).email).toContain('nothing is left to do')
    expect(takenBackText(news).subject).toContain('taken back')
  })
  test.each([
    ['role:attendant', 2, 'Told 2 attendants'],
    ['carrier_contact:driver', 1, 'Told 1 driver of the carrier'],
    ['role:owner', 0, 'There is no owner to tell'],
    ['kiosk_prompt', 0, 'Asked at the kiosk'],
  ] as const)('a rung to %s that reached %d reads "%s"', (to, told, line) => {
    expect(rungLine(to, told)).toBe(line)
  })
})
