/** What the deployment tells its pages. */
export interface PagesConfig {
  /** wss address of the push channel; empty where there is none. */
  readonly liveUrl: string
  /** True where a simulator answers under /sim. */
  readonly simulator: boolean
  readonly stage: string
}

/** Reads /config.json; rejects where it cannot be had, because nothing works without it. */
export const loadConfig = async (): Promise<PagesConfig> => {
  const response = await fetch('/config.json', { cache: 'no-store' })
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`)
  return (await response.json()) as PagesConfig
}
