import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits until `look` answers something, asking every `everyMs`; throws with `what` when `withinMs` are over. For conditions
 * of a system that runs beside this process, never for a fixed time.
 */
export const until = async <T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  { withinMs = 30_000, everyMs = 100 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> => {
  const deadline = performance.now() + withinMs
  while (true) {
    const found = await look()
    if (found !== undefined && found !== null && found !== false) return found
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms for: ${what}`)
    await pause(everyMs)
  }
}
