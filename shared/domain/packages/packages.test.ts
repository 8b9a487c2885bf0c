import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type * as z from 'zod'
import { Message, NewPackage, Package } from '../../contracts/package.ts'
import { decideAssignment } from './assignment.ts'
import { withNotices } from './custody.ts'
import { decideIntake, type Intake } from './intake.ts'
import { packageIdIn, pictureOfReading, propertiesOf, readingIdOf } from './package-id.ts'
import { packageOf } from './package-record.ts'
import { id, NOW, resident, stored } from './packages.fixture.ts'
import { decidePickup } from './pickup.ts'
import { packagesShown, roomShown, shownOnPage } from './pickup-page.ts'
import { dayIn, livesThereUntilMs } from './residency.ts'

const HOUR = 3_600_000
const intake = (wanted: Partial<z.input<typeof NewPackage>> = {}, more: Partial<Intake> = {}): Intake => ({
  wanted: NewPackage.parse({ roomId: id('room', 1), residentId: id('res', 1), ...wanted }),
  propertyId: id('prop', 1),
  timeZone: 'America/New_York',
  resident: resident(),
  unit: null,
  pictureRoomId: id('room', 1),
  principal: 'device:ks-1',
  nowMs: NOW,
  newIdAt: () => id('pkg', 1),
  ...more,
})

describe('intake', () => {
  it('stores the package of a resident with their name and unit', () => {
    const record = decideIntake(intake({ carrier: 'ups', trackingNumber: '1z999aa10123456784' }))
    expect(record).toMatchObject({
      status: 'stored',
      residentId: id('res', 1),
      recipient: 'Ana López',
      unit: '12',
      trackingNumber: '1Z999AA10123456784',
    })
  })

  it('queues a package without a resident, with its picture', () => {
    const record = decideIntake(intake({ residentId: null, evidenceId: id('evd', 7) }, { resident: null }))
    expect(record).toMatchObject({ status: 'queued', residentId: null, evidenceId: id('evd', 7) })
  })

  it('takes the picture from the reading', () => {
    const record = decideIntake(intake({ labelReadingId: id('rdg', 7) }))
    expect(record).toMatchObject({ evidenceId: id('evd', 7), labelReadingId: id('rdg', 7) })
  })

  it.each([
    ['an unknown unit', intake({ unit: '99' }), 'unit.unknown'],
    ['an unknown resident', intake({}, { resident: null }), 'resident.unknown'],
    ['who moved out', intake({}, { resident: resident({ moveOut: '2026-03-29' }) }), 'resident.moved_out'],
    ['who comes later', intake({}, { resident: resident({ moveIn: '2026-03-30' }) }), 'resident.not_yet'],
    ['31 days ago', intake({ occurredAt: '2026-02-26T17:00:00Z' }), 'request.invalid'],
    ['a picture that is not there', intake({ evidenceId: id('evd', 1) }, { pictureRoomId: null }), 'evidence.missing'],
    ['a reading of nobody', intake({ labelReadingId: id('rdg', 1) }, { pictureRoomId: null }), 'evidence.missing'],
    [
      'a picture of another room',
      intake({ evidenceId: id('evd', 1) }, { pictureRoomId: id('room', 2) }),
      'evidence.missing',
    ],
    [
      'a reading of another picture',
      intake({ evidenceId: id('evd', 1), labelReadingId: id('rdg', 2) }),
      'request.invalid',
    ],
  ])('refuses %s', (_, wanted, code) => {
    expect(decideIntake(wanted)).toMatchObject({ refused: code })
  })

  it('judges the residency by the day in the property’s time zone, when it happened', () => {
    const movesOut = resident({ moveOut: '2026-03-30' })
    const nightBefore = intake({}, { nowMs: Date.UTC(2026, 2, 30, 3), resident: movesOut })
    expect(dayIn('America/New_York', nightBefore.nowMs)).toBe('2026-03-29')
    expect(decideIntake(nightBefore)).toMatchObject({ status: 'stored' })
    const drained = intake({ occurredAt: '2026-03-29T20:00:00Z' }, { nowMs: NOW + 48 * HOUR, resident: movesOut })
    expect(decideIntake(drained)).toMatchObject({ status: 'stored', received: { atMs: Date.UTC(2026, 2, 29, 20) } })
  })

  it.each(['2026-03-29T18:00:30Z', '2026-03-29T19:40:00Z', '2027-03-29T18:00:00Z'])(
    'takes %s, from a clock that is ahead, as now: the package is not lost',
    (occurredAt) => {
      expect(decideIntake(intake({ occurredAt }))).toMatchObject({ received: { atMs: NOW, recordedAtMs: NOW } })
    },
  )
})

describe('living somewhere', () => {
  it('ends with the first instant of the day of moving out, in every zone', () => {
    const days = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
    const zones = fc.constantFrom(
      'America/New_York',
      'Europe/Berlin',
      'Asia/Kolkata',
      'Pacific/Kiritimati',
      'America/Sao_Paulo',
    )
    fc.assert(
      fc.property(days, zones, (date, zone) => {
        const moveOut = date.toISOString().slice(0, 10)
        const untilMs = livesThereUntilMs({ moveOut }, zone)
        expect(dayIn(zone, untilMs)).toBe(moveOut)
        expect(dayIn(zone, untilMs - 1) < moveOut).toBe(true)
      }),
      { numRuns: 40 },
    )
    expect(livesThereUntilMs({ moveOut: null }, 'UTC')).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('pickup', () => {
  const pickup = { method: 'keypad', principal: 'user:usr_1', nowMs: NOW + HOUR, once: null } as const
  const collectedBy = (record = stored(), more = {}) => {
    const decided = decidePickup(record, { ...pickup, ...more })
    if (!('collected' in decided)) throw new Error('not collected')
    return decided.collected
  }

  it('collects what is in the room', () => {
    expect(collectedBy()).toMatchObject({ status: 'collected', collected: { atMs: NOW + HOUR, method: 'keypad' } })
    expect(collectedBy(stored({ status: 'queued', residentId: null }))).toMatchObject({ status: 'collected' })
  })

  it('answers a second pickup with the first', () => {
    const first = collectedBy()
    expect(decidePickup(first, { ...pickup, nowMs: NOW + 9 * HOUR, method: 'link' })).toEqual({ already: first })
  })

  it('refuses what was returned, and a pickup before the package came', () => {
    expect(decidePickup(stored({ status: 'returned' }), pickup)).toMatchObject({ refused: 'package.not_in_room' })
    const early = { ...pickup, occurredAt: '2026-03-29T17:00:00Z' }
    expect(decidePickup(stored(), early)).toMatchObject({ refused: 'request.invalid' })
  })

  it('knows its Idempotency-Key again, and refuses it with another body', () => {
    const once = { key: 'k'.repeat(40), body: 'b'.repeat(40) }
    const first = collectedBy(stored(), { once })
    const attributed = { ...first, sessionId: 'ks-1#1#1' }
    expect(decidePickup(attributed, { ...pickup, once })).toEqual({ already: first })
    expect(decidePickup(first, { ...pickup, once: { ...once, body: 'c'.repeat(40) } })).toMatchObject({
      refused: 'idempotency.mismatch',
    })
    expect(decidePickup(first, { ...pickup, once: { key: 'x'.repeat(40), body: 'c'.repeat(40) } })).toEqual({
      already: first,
    })
  })
})

describe('assignment', () => {
  const queued = stored({ status: 'queued', residentId: null, recipient: null, unit: null })
  const to = (more = {}) => ({
    residentId: id('res', 1),
    resident: resident(),
    timeZone: 'UTC',
    principal: 'user:usr_1',
    nowMs: NOW + HOUR,
    ...more,
  })

  it('gives a queued package to a resident', () => {
    expect(decideAssignment(queued, to())).toMatchObject({ status: 'stored', recipient: 'Ana López', unit: '12' })
  })

  it.each([
    ['a package on the shelf', stored(), to(), 'package.not_in_room'],
    ['an unknown resident', queued, to({ resident: null }), 'resident.unknown'],
    ['who moved out', queued, to({ resident: resident({ moveOut: '2026-03-01' }) }), 'resident.moved_out'],
    ['who comes later', queued, to({ resident: resident({ moveIn: '2026-04-01' }) }), 'resident.not_yet'],
  ])('refuses %s', (_, record, wanted, code) => {
    expect(decideAssignment(record, wanted)).toMatchObject({ refused: code })
  })
})

describe('chain of custody', () => {
  it('holds every step in order, with the messages that went out', () => {
    const queued = stored({ status: 'queued', residentId: null, recipient: null, unit: null })
    const assigned = decideAssignment(queued, {
      residentId: id('res', 1),
      resident: resident(),
      timeZone: 'UTC',
      principal: 'user:usr_1',
      nowMs: NOW + HOUR,
    })
    if ('refused' in assigned) throw new Error(assigned.detail)
    const taken = decidePickup(assigned, { method: 'link', principal: 'link:res_1', nowMs: NOW + 3 * HOUR, once: null })
    if (!('collected' in taken)) throw new Error('not collected')
    const message = (channel: 'sms' | 'email', status: 'sent' | 'failed') =>
      Message.parse({
        id: channel,
        packageId: queued.id,
        reason: 'package_received',
        channel,
        to: 'a***@example.com',
        status,
        at: new Date(NOW + 2 * HOUR).toISOString(),
        error: null,
      })
    const shown = withNotices(packageOf(taken.collected), [message('email', 'sent'), message('sms', 'failed')])
    expect(Package.parse(shown).custody.map(({ kind }) => kind)).toEqual([
      'received',
      'assigned',
      'notified',
      'collected',
    ])
  })
})

describe('ids', () => {
  test('a package id leads to its property, a reading to its picture', () => {
    const letters = fc.stringMatching(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/)
    fc.assert(
      fc.property(letters, fc.uniqueArray(letters, { minLength: 1, maxLength: 20 }), (of, properties) => {
        const own = `prop_${properties[0]}`
        const packageId = packageIdIn(own, `pkg_${of}`)
        expect(
          propertiesOf(
            packageId,
            properties.map((p) => `prop_${p}`),
          ),
        ).toContain(own)
        expect(pictureOfReading(readingIdOf(`evd_${of}`))).toBe(`evd_${of}`)
      }),
    )
  })
})

describe('pickup page', () => {
  it('shows what waits and what was collected in the last two days, in one property', () => {
    const taken = (hours: number, n: number) => {
      const decided = decidePickup(stored({ id: id('pkg', n) }), {
        method: 'desk',
        principal: 'user:usr_1',
        nowMs: NOW + hours * HOUR,
        once: null,
      })
      if (!('collected' in decided)) throw new Error('not collected')
      return decided.collected
    }
    const elsewhere = stored({ id: id('pkg', 4), propertyId: id('prop', 2) })
    const waits = stored({ id: id('pkg', 5), roomId: id('room', 5) })
    const shown = packagesShown([taken(1, 2), taken(30, 3), elsewhere, waits], id('prop', 1), NOW + 60 * HOUR)
    expect(shown.map((record) => record.id)).toEqual([id('pkg', 3), id('pkg', 5)])
    expect(roomShown(shown)).toBe(id('room', 5))
    expect(roomShown([])).toBeNull()
    expect(shownOnPage(waits, null)).toMatchObject({ trackingTail: '6784', status: 'stored' })
  })
})
