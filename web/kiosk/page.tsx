import { type ReactNode, useEffect, useState } from 'react'
import { AtDoor } from './at-door.tsx'
import { AtKiosk } from './at-kiosk.tsx'
import { t } from './messages.ts'
import { isAbsent, type SimRoom, simulator } from './simulator.ts'

/** How often the rooms are looked at. */
const LOOK_MS = 1_000

/** The rooms as they are; `absent` where this deployment has no simulator. */
const useRooms = () => {
  const [rooms, setRooms] = useState<readonly SimRoom[] | null>(null)
  const [lost, setLost] = useState(false)
  const [absent, setAbsent] = useState(false)
  useEffect(() => {
    let left = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      try {
        const seen = await simulator.rooms()
        if (!left) setRooms(seen)
        if (!left) setLost(false)
      } catch (error) {
        if (left) return
        if (isAbsent(error)) return setAbsent(true)
        setLost(true)
      }
      if (!left) timer = setTimeout(look, LOOK_MS)
    }
    void look()
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [])
  return { rooms, lost, absent }
}

/** A person in front of a simulated room: keypad and door on one side, the kiosk on the other. */
export const KioskPage = (): ReactNode => {
  const { rooms, lost, absent } = useRooms()
  const [chosen, setChosen] = useState<string | null>(null)
  const room = rooms?.find(({ roomId }) => roomId === chosen) ?? rooms?.[0]
  return (
    <main className="page">
      <header className="head">
        <h1>{room ? room.name : t.title}</h1>
        <p className="faint">{t.lead}</p>
        <nav className="head-links">
          {rooms !== null && rooms.length > 1 && room ? (
            <label>
              {t.room}{' '}
              <select value={room.roomId} onChange={(event) => setChosen(event.target.value)}>
                {rooms.map(({ roomId, name, property }) => (
                  <option key={roomId} value={roomId}>
                    {property}: {name}
                  </option>
                ))}
              </select>
            </label>
          ) : (
            <span>{room?.property}</span>
          )}
          <a href="/">{t.console}</a>
        </nav>
      </header>
      <div role="status">
        {lost ? <p className="bad">{t.failed}</p> : null}
        {absent || rooms?.length === 0 ? <p>{t.none}</p> : null}
        {rooms === null && !lost && !absent ? <p className="waiting">{t.loading}</p> : null}
      </div>
      {room ? (
        <div className="sides">
          <AtDoor key={`door ${room.roomId}`} room={room} />
          <AtKiosk key={`kiosk ${room.roomId}`} room={room} />
        </div>
      ) : null}
    </main>
  )
}
