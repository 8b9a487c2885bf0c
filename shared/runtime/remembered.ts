/**
 * Remembers what a loader found for a while, by key, in this process: for what hardly ever changes and is asked for all the
 * time (a room, a property, the standard). Nothing found (null) and failures are not remembered.
 */
export const remembered = <T>({ ttlMs, now }: { readonly ttlMs: number; readonly now: () => number }) => {
  const kept = new Map<string, { until: number; value: Promise<T> }>()
  return (key: string, load: () => Promise<T>): Promise<T> => {
    const found = kept.get(key)
    if (found && found.until > now()) return found.value
    const value = load()
    for (const [other, { until }] of kept) if (until <= now()) kept.delete(other)
    kept.set(key, { until: now() + ttlMs, value })
    value.then(
      (loaded) => {
        if (loaded === null) kept.delete(key)
      },
      () => kept.delete(key),
    )
    return value
  }
}
