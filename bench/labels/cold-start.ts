import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** One call of the reader in a process of its own: milliseconds from start to the first reading, and the peak of memory. */
export type ColdStart = { readonly ms: number; readonly peakMb: number }

const reader = new URL('../../shared/adapters/label-reader/reader.ts', import.meta.url).href

const program = `
import { readFileSync } from 'node:fs'
const { makeLabelReader } = await import(${JSON.stringify(reader)})
const reader = makeLabelReader()
await reader.read(readFileSync(process.argv[1]), { directory: [], today: '2026-11-23' })
console.log(JSON.stringify({ ms: Math.round(performance.now()), peakMb: Math.round(process.resourceUsage().maxRSS / 1024) }))
await reader.close()
`

/** Reads one picture in a fresh process, `times` times, and gives the middle one by time. */
export async function measureColdStart(picture: URL, times = 3): Promise<ColdStart> {
  const starts: ColdStart[] = []
  for (let i = 0; i < times; i++) {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      program,
      fileURLToPath(picture),
    ])
    starts.push(JSON.parse(stdout) as ColdStart)
  }
  return starts.sort((a, b) => a.ms - b.ms)[times >> 1] as ColdStart
}
