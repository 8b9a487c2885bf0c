/** What a deployment may tell its pages; every part has a default, so that a deployment need not write the file. */
export interface PagesConfig {
  /** Address of the push channel: absolute, or a path of this origin; empty where there is none. */
  readonly liveUrl: string
  /** True where a simulator of rooms answers under /sim. */
  readonly simulator: boolean
  readonly stage: string
}

const DEFAULTS: PagesConfig = { liveUrl: '/live', simulator: false, stage: '' }

/** Reads /config.json; what it does not say, or its absence, leaves the defaults. */
export const loadConfig = async (): Promise<PagesConfig> => {
  const told = await fetch('/config.json', { cache: 'no-store' })
    .then((response) => (response.ok ? (response.json() as Promise<Partial<PagesConfig>>) : {}))
    .catch(() => ({}))
  const { liveUrl, ...rest } = { ...DEFAULTS, ...told }
  if (liveUrl === '') return { ...rest, liveUrl }
  const address = new URL(liveUrl, location.href)
  address.protocol = address.protocol.replace('http', 'ws')
  return { ...rest, liveUrl: address.href }
}
