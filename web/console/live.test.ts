import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeLive, type Topic } from './live.ts'

/** WebSockets that the test opens, feeds and closes. */
const sockets: FakeSocket[] = []
class FakeSocket {
  readonly url: string
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  constructor(url: string) {
    this.url = url
    sockets.push(this)
  }
  close() {
    this.onclose?.()
  }
}

const heard: Topic[][] = []
let polls = 0
let tickets = 0
const topic = (id: string): Topic => ({ kind: 'room', id, propertyId: 'p' })
const say = (socket: FakeSocket | undefined, ...topics: Topic[]) =>
  socket?.onmessage?.({ data: JSON.stringify({ type: 'changed', topics }) })
const live = () =>
  makeLive({
    url: 'wss://example.com/live',
    ticket: async () => {
      tickets += 1
      return `tick et ${tickets}`
    },
    onTopics: (topics) => heard.push([...topics]),
    onPoll: () => {
      polls += 1
    },
  })

beforeEach(() => {
  sockets.length = 0
  heard.length = 0
  polls = 0
  tickets = 0
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the push channel', () => {
  it('opens with a ticket and merges what it hears within a second', async () => {
    const channel = live()
    const end = channel.start()
    await vi.advanceTimersByTimeAsync(0)
    expect(sockets[0]?.url).toBe('wss://example.com/live?ticket=tick%20et%201')
    sockets[0]?.onopen?.()
    expect(channel.state()).toEqual({ status: 'live' })
    say(sockets[0], topic('a'))
    await vi.advanceTimersByTimeAsync(400)
    say(sockets[0], topic('b'), topic('c'))
    await vi.advanceTimersByTimeAsync(599)
    expect(heard).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(heard).toEqual([[topic('a'), topic('b'), topic('c')]])
    end()
  })

  it('says since when it is cut, polls meanwhile, connects again and reads what was missed', async () => {
    const channel = live()
    const end = channel.start()
    await vi.advanceTimersByTimeAsync(0)
    sockets[0]?.onopen?.()
    const cutAt = Date.now()
    sockets[0]?.close()
    expect(channel.state()).toEqual({ status: 'cut', since: cutAt })
    await vi.advanceTimersByTimeAsync(500)
    expect(sockets).toHaveLength(2)
    // A ticket opens once.
    expect(sockets[1]?.url).toBe('wss://example.com/live?ticket=tick%20et%202')
    sockets[1]?.close()
    await vi.advanceTimersByTimeAsync(10_500)
    expect(polls).toBe(1)
    expect(channel.state()).toEqual({ status: 'cut', since: cutAt })
    sockets.at(-1)?.onopen?.()
    await vi.advanceTimersByTimeAsync(999)
    expect(channel.state()).toEqual({ status: 'cut', since: cutAt })
    await vi.advanceTimersByTimeAsync(1)
    expect(channel.state()).toEqual({ status: 'live' })
    expect(polls).toBe(2)
    end()
  })

  it('that flaps is cut, since the first time', async () => {
    const channel = live()
    const end = channel.start()
    await vi.advanceTimersByTimeAsync(0)
    sockets[0]?.onopen?.()
    const cutAt = Date.now()
    sockets[0]?.close()
    for (let times = 0; times < 4; times++) {
      await vi.advanceTimersByTimeAsync(15_000)
      sockets.at(-1)?.onopen?.()
      sockets.at(-1)?.close()
    }
    expect(channel.state()).toEqual({ status: 'cut', since: cutAt })
    end()
  })

  it('is over when it is ended', async () => {
    const channel = live()
    const end = channel.start()
    await vi.advanceTimersByTimeAsync(0)
    sockets[0]?.onopen?.()
    say(sockets[0], topic('a'))
    end()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(heard).toEqual([])
    expect(polls).toBe(0)
    expect(sockets).toHaveLength(1)
  })
})
