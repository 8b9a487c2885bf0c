/**
 * Does something for each item, one after the other. One that fails holds up nobody behind it; the failures are thrown
 * together when all are through, so that whoever watches for faults sees them.
 */
export const oneByOne = async <T>(items: Iterable<T> | AsyncIterable<T>, run: (item: T) => Promise<void>) => {
  const failures: unknown[] = []
  for await (const item of items)
    try {
      await run(item)
    } catch (error) {
      failures.push(error)
    }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} failed, the first with: ${(failures[0] as Error).message}`)
}
