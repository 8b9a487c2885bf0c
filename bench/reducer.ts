import { makeStory, reconcileAt } from '../shared/domain/access-sessions/room-story.fixture.ts'

/** Figures of the access-session reducer on one core. */
export interface ReducerBench {
  /** median over the rounds; goal >= 200,000 */
  readonly eventsPerSecond: number
  readonly slowest: number
  readonly rounds: number
  readonly eventsPerWindow: number
  /** how long one reconciliation of such a window takes, median */
  readonly microsPerWindow: number
}

const HOUR = 3600
const ROUNDS = 15
const WINDOWS_PER_ROUND = 120

/** A busy room's day as it is delivered: 26 visits with doors, motion and intakes, out of order, every 20th event twice. */
const busyDay = (seed: number) => {
  const s = makeStory()
  const people = ['ups', 'fedex', 'resident', 'staff']
  let state = seed
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
  for (let i = 0; i < 26; i++) {
    const at = i * 1200 + random(300)
    const who = people[random(people.length)] as string
    const stays = 60 + random(400)
    s.visit(at, who, at + stays)
    s.login(at + 12, `k${i}`, null)
    for (let n = 0; n < random(5); n++) s.intake(at + 20 + n * 9, i * 10 + n, { sid: `k${i}` })
  }
  const events = [...s.events]
  for (let i = events.length - 1; i > 0; i--) {
    const j = Math.max(0, i - random(12))
    const held = events[i]
    const other = events[j]
    if (held && other) {
      events[i] = other
      events[j] = held
    }
  }
  return [...events, ...events.filter((_, i) => i % 20 === 0)]
}

/** Measures whole reconciliations (set, sessions, verdicts, revisions, incidents) of windows as the cloud reads them. */
export const benchReducer = (): ReducerBench => {
  const windows = Array.from({ length: WINDOWS_PER_ROUND }, (_, i) => busyDay(i + 1))
  const total = windows.reduce((sum, window) => sum + window.length, 0)
  const rates: number[] = []
  for (let round = -2; round < ROUNDS; round++) {
    const from = process.hrtime.bigint()
    for (const window of windows) {
      const room = reconcileAt(window, 12 * HOUR)
      if (room.sessions.length === 0) throw new Error('the reducer found no session in a busy day')
    }
    const seconds = Number(process.hrtime.bigint() - from) / 1e9
    // The first rounds warm the compiler up.
    if (round >= 0) rates.push(total / seconds)
  }
  rates.sort((a, b) => a - b)
  const median = rates[Math.floor(rates.length / 2)] as number
  const eventsPerWindow = Math.round(total / windows.length)
  return {
    eventsPerSecond: Math.round(median),
    slowest: Math.round(rates[0] as number),
    rounds: ROUNDS,
    eventsPerWindow,
    microsPerWindow: Math.round((eventsPerWindow / median) * 1e6),
  }
}

if (import.meta.main) console.log(JSON.stringify(benchReducer(), null, 2))
