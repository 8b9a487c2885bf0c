import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../local/ports.ts'
import { until } from '../local/until.ts'
import { atMost, type Figure, reported } from './figure.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const GOAL_S = 90
const LIMIT_MS = 300_000
const STOP_MS = 30_000

/** How long `npm start` takes, and to end again after Ctrl-C. */
export interface StartupBench {
  /** until the sign-in page with its script is served and somebody could sign in */
  readonly usablePageS: Figure
  readonly stopS: Figure
}

/** The page, every script that it names, and the API behind it answer. */
const isUsable = async (origin: string): Promise<boolean> => {
  const page = await fetch(`${origin}/`)
  if (!page.ok) return false
  const scripts = [...(await page.text()).matchAll(/<script[^>]+src="([^"]+)"/g)].map(([, src]) => src as string)
  const served = await Promise.all(scripts.map(async (src) => (await fetch(new URL(src, origin))).ok))
  const api = await fetch(`${origin}/v1/openapi.json`)
  return scripts.length > 0 && served.every(Boolean) && api.ok
}

/** Starts the whole system as a person would, waits for its page and its sign-in, and stops it again. */
export const benchStartup = async (say: (line: string) => void): Promise<StartupBench> => {
  const [port] = await freePorts(1)
  const origin = `http://127.0.0.1:${port}`
  const began = performance.now()
  const child = spawn(join(ROOT, 'node_modules/node/bin/node'), ['local/start.ts', '--port', String(port), '--quiet'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    for (const line of text.split('\n')) if (line.trim() !== '') say(line)
  })
  try {
    await until(
      'the page of npm start',
      async () => {
        if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
        return printed.includes('sign in as') && (await isUsable(origin).catch(() => false))
      },
      { withinMs: LIMIT_MS, everyMs: 100 },
    )
    const usable = performance.now() - began
    const stopping = performance.now()
    child.kill('SIGINT')
    await ended
    return {
      usablePageS: atMost(usable / 1000, GOAL_S, 's'),
      stopS: reported((performance.now() - stopping) / 1000),
    }
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await ended
      clearTimeout(killer)
    }
  }
}
