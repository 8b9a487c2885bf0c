/** Wall-clock words for instants, always in the zone that is given (the property's), never the viewer's by accident. */
const formats = new Map<string, Intl.DateTimeFormat>()

const format = (language: string, zone: string | undefined, options: Intl.DateTimeFormatOptions) => {
  const key = JSON.stringify([language, zone, options])
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(language, zone === undefined ? options : { ...options, timeZone: zone })
  formats.set(key, made)
  return made
}

const DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' }

/** The calendar day of an instant in a zone, as `YYYY-MM-DD`. */
export const dayIn = (at: string | number | Date, zone: string | undefined): string =>
  format('en-CA', zone, DAY).format(new Date(at))

const LANGUAGE = 'en-US'

/** Time of day for today's instants (with seconds where asked), day and time for others. */
export const timeIn = (at: string, zone: string | undefined, now: number, seconds = false): string => {
  const clock = format(LANGUAGE, zone, {
    hour: 'numeric',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' as const } : {}),
  }).format(new Date(at))
  if (dayIn(at, zone) === dayIn(now, zone)) return clock
  return `${format(LANGUAGE, zone, { month: 'short', day: 'numeric' }).format(new Date(at))}, ${clock}`
}

/** A calendar day (`YYYY-MM-DD`) in words; it has no zone. */
export const dayText = (day: string): string =>
  format(LANGUAGE, 'UTC', { year: 'numeric', month: 'short', day: 'numeric' }).format(new Date(`${day}T00:00:00Z`))

/** Day, time with seconds and zone name: for titles and evidence. */
export const exactTimeIn = (at: string, zone: string | undefined): string =>
  format(LANGUAGE, zone, {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(at))

/** A span in its largest fitting unit: `45 s`, `12 min`, `3 h`, `5 d`. */
export const spanOf = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 36 ? `${hours} h` : `${Math.round(hours / 24)} d`
}

/** Milliseconds by which a zone is ahead of UTC at an instant. */
const offsetMs = (at: number, zone: string): number => {
  const parts = format('en-US', zone, {
    ...DAY,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0)
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return local - Math.floor(at / 1000) * 1000
}

/** The instant at which a calendar day (`YYYY-MM-DD`) begins in a zone, across clock changes. */
export const dayStart = (day: string, zone: string): Date => {
  const utc = Date.parse(`${day}T00:00:00Z`)
  const first = utc - offsetMs(utc, zone)
  return new Date(utc - offsetMs(first, zone))
}
