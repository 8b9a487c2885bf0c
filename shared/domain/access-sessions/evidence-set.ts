import type { Evidence } from './model.ts'

/** Collects evidence, each package once: a kiosk may tell of a package that it also recorded over HTTP. */
export const makeEvidenceSet = () => {
  const all: Evidence[] = []
  const places = new Map<string, number>()
  return {
    /** In the order in which it was noted first. */
    all,
    /** Notes one piece; what another told of the same package fills in what the first did not know. */
    note: (event: Evidence): void => {
      const key = 'packageId' in event && event.packageId ? `${event.kind} ${event.packageId}` : event.id
      const at = places.get(key)
      const known = at === undefined ? undefined : all[at]
      if (at === undefined || !known) {
        places.set(key, all.length)
        all.push(event)
      } else if (known.kind === 'intake' && event.kind === 'intake') {
        const impliedCarrierId = known.impliedCarrierId ?? event.impliedCarrierId
        all[at] = { ...known, sid: known.sid ?? event.sid, impliedCarrierId }
      }
    },
  }
}

/** The watermark of a class: what is known of it, and what its devices said here; the slowest of several counts. */
export const latestWatermark = (given: number | null, heard: ReadonlyMap<string, number>): number | null => {
  const slowest = heard.size > 0 ? Math.min(...heard.values()) : null
  return given === null ? slowest : slowest === null ? given : Math.max(given, slowest)
}
