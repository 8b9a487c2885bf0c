import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Installation, startInstallation } from '../../local/installation.ts'
import type { MeterEntry } from './entries.ts'

/** An installation whose functions are watched: what they call, how long they run. */
export interface MeteredInstallation extends Installation {
  /** All that was written down so far, in order of its end. */
  entries(): Promise<MeterEntry[]>
}

/**
 * The same stacks and functions as of `npm start`, on an emulator of their own, with the meter loaded into every function's
 * process by the environment. Nothing in the templates or bundles differs.
 */
export const startMeteredInstallation = async (onStep: (step: string) => void): Promise<MeteredInstallation> => {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-meter-'))
  const log = join(directory, 'calls.jsonl')
  const installation = await startInstallation({
    env: { VESTIBULE_METER: log, NODE_OPTIONS: `--import ${import.meta.resolve('./preload.ts')}` },
    onStep,
  })
  return {
    ...installation,
    stop: async () => {
      await installation.stop()
      await rm(directory, { recursive: true, force: true })
    },
    entries: async () =>
      (await readFile(log, 'utf8').catch(() => ''))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as MeterEntry),
  }
}
