import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { ApiProblem } from '../client/http.ts'
import { t } from './messages.ts'
import { type SimRoom, simulator } from './simulator.ts'

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
/** Codes have 8 to 10 digits; the keypad takes two more before it stops listening. */
const LONGEST = 12

/** What to say about a simulator that refused or did not answer. */
export const problemText = (error: unknown): string =>
  error instanceof ApiProblem && error.detail !== '' && error.status !== 0 ? error.detail : t.failed

const DoorPicture = ({ room }: { room: SimRoom }) => {
  const open = room.door === 'open' || room.door === 'ajar' || room.door === 'forced'
  const unlocked = room.lock === 'unlocked'
  return (
    <svg className="door" viewBox="0 0 200 220" aria-hidden="true">
      <rect className="door-frame" x="20" y="8" width="160" height="208" rx="6" />
      <rect className="door-room" x="32" y="20" width="136" height="196" />
      {open ? (
        <>
          <path className="door-shelf" d="M96 70h60M96 120h60M96 170h60" />
          <path className="door-box" d="M104 52h20v18h-20zM132 98h18v22h-18zM108 150h26v20h-26z" />
          <path className="door-leaf" d="M32 20 L78 34 L78 208 L32 216 Z" />
          <circle className="door-knob" cx="70" cy="122" r="4" />
        </>
      ) : (
        <>
          <rect className="door-leaf" x="32" y="20" width="136" height="196" />
          <circle className="door-knob" cx="152" cy="122" r="6" />
        </>
      )}
      <circle className={unlocked ? 'door-light door-light-open' : 'door-light'} cx="188" cy="122" r="7" />
    </svg>
  )
}

/** Keypad and door of a room. */
export const AtDoor = ({ room }: { room: SimRoom }): ReactNode => {
  const [code, setCode] = useState('')
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null)
  const [busy, setBusy] = useState(false)
  const open = room.door !== 'closed' && room.door !== 'unknown'
  const unlocked = room.lock === 'unlocked'

  const act = useCallback(async (does: () => Promise<{ text: string; good: boolean } | null>) => {
    setBusy(true)
    try {
      setSaid(await does())
    } catch (error) {
      setSaid({ text: problemText(error), good: false })
    } finally {
      setBusy(false)
    }
  }, [])
  const type = useCallback((digit: string) => setCode((typed) => (typed + digit).slice(0, LONGEST)), [])
  const enter = useCallback(() => {
    if (code === '') return
    setCode('')
    void act(async () => {
      const { admitted, why } = await simulator.keypad(room.roomId, code)
      return admitted
        ? { text: t.admitted, good: true }
        : { text: t.denied(t.whys[why ?? ''] ?? why ?? ''), good: false }
    })
  }, [act, code, room.roomId])

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLElement && event.target.closest('input, select, textarea, button, a')) return
      if (/^\d$/.test(event.key)) type(event.key)
      else if (event.key === 'Backspace') setCode((typed) => typed.slice(0, -1))
      else if (event.key === 'Enter') enter()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [enter, type])

  return (
    <section className="card" aria-labelledby="at-door">
      <h2 id="at-door">{t.atDoor}</h2>
      <div className="door-side">
        <div className="door-and-words">
          <DoorPicture room={room} />
          <p role="status">
            {t.doorIs}: <strong>{t.door[room.door]}</strong>, <strong>{t.lock[room.lock]}</strong>
            <br />
            <span className="faint">{room.inside ? t.inside : t.outside}</span>
          </p>
        </div>
        <div className="keypad">
          <output className="typed" aria-label={t.typed}>
            {code === '' ? '\u00a0' : code}
          </output>
          <fieldset className="keys">
            <legend className="unseen">{t.keypad}</legend>
            {KEYS.map((digit) => (
              <button key={digit} type="button" className="key" onClick={() => type(digit)}>
                {digit}
              </button>
            ))}
            <button type="button" className="key key-word" onClick={() => setCode('')}>
              {t.clear}
            </button>
            <button type="button" className="key" onClick={() => type('0')}>
              0
            </button>
            <button type="button" className="key key-word key-enter" disabled={busy || code === ''} onClick={enter}>
              {t.enter}
            </button>
          </fieldset>
        </div>
      </div>
      <p role="status" className={said === null ? '' : said.good ? 'good' : 'bad'}>
        {said?.text}
      </p>
      <div className="buttons">
        {open ? (
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() => void act(() => simulator.door(room.roomId, false).then(() => null))}
          >
            {t.close}
          </button>
        ) : (
          <button
            type="button"
            className="button"
            disabled={busy || !unlocked}
            onClick={() => void act(() => simulator.door(room.roomId, true).then(() => null))}
          >
            {t.open}
          </button>
        )}
        <button
          type="button"
          className="button button-second"
          disabled={busy || !room.inside}
          onClick={() => void act(() => simulator.motion(room.roomId).then(() => ({ text: t.moved, good: true })))}
        >
          {t.move}
        </button>
        <button
          type="button"
          className="button button-second"
          disabled={busy || !room.inside}
          onClick={() => void act(() => simulator.leave(room.roomId).then(() => ({ text: t.left, good: true })))}
        >
          {t.leave}
        </button>
      </div>
    </section>
  )
}
