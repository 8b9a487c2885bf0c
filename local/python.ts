import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isAlive } from './processes.ts'

const run = promisify(execFile)

/** What the virtual environment holds; a change of this list builds a new one. */
const PACKAGES = ['ministack==1.5.33', 'cryptography>=45,<51'] as const
const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'] as const
const BUILD_LIMIT_MS = 300_000

/** A part of the machine that one-machine mode needs is missing; the message says what to do. */
export class MissingPart extends Error {
  override readonly name = 'MissingPart'
}

const versionOf = async (command: string): Promise<readonly [number, number] | undefined> => {
  try {
    const { stdout } = await run(command, ['-c', 'import sys, venv; print(*sys.version_info[:2])'])
    const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number)
    return [major, minor]
  } catch {
    return undefined
  }
}

/** First Python of at least 3.10 with the venv module; `VESTIBULE_PYTHON` names another one. Throws {@link MissingPart}. */
export const findPython = async (env: NodeJS.ProcessEnv = process.env): Promise<string> => {
  const commands = env.VESTIBULE_PYTHON ? [env.VESTIBULE_PYTHON] : CANDIDATES
  const seen: string[] = []
  for (const command of commands) {
    const version = await versionOf(command)
    if (!version) continue
    const [major, minor] = version
    if (major === 3 && minor >= 10) return command
    seen.push(`${command} is ${major}.${minor}`)
  }
  throw new MissingPart(
    `The local AWS needs Python 3.10 or newer with its venv module; ${seen.length > 0 ? seen.join(', ') : `none of ${commands.join(', ')} runs`}. ` +
      'Install Python 3.10 or newer (Debian and Ubuntu: python3 and python3-venv), or name one in VESTIBULE_PYTHON.',
  )
}

/** Runs `work` while holding a lock directory, waiting for another process that holds it; a dead holder's lock is taken. */
const withLock = async <T>(lock: string, work: () => Promise<T>): Promise<T> => {
  const owner = join(lock, 'pid')
  const startedMs = Date.now()
  for (;;) {
    try {
      await mkdir(lock)
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const pid = Number(await readFile(owner, 'utf8').catch(() => '0'))
    const abandoned = pid > 0 ? !isAlive(pid) : Date.now() - startedMs > 5_000
    if (abandoned) await rm(lock, { recursive: true, force: true })
    else if (Date.now() - startedMs > BUILD_LIMIT_MS)
      throw new MissingPart(`Process ${pid} has been preparing ${lock} for 5 minutes; end it or remove that directory.`)
    else await sleep(250)
  }
  try {
    await writeFile(owner, String(process.pid))
    return await work()
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}

/**
 * Path of a Python that has the emulator installed: the virtual environment under `directory`, built there on the first
 * run. Two first runs at once build it once. Throws {@link MissingPart} when Python or the packages cannot be had.
 */
export const ensureEmulatorPython = async (directory: string): Promise<string> => {
  const venv = join(directory, 'venv')
  const python = join(venv, 'bin', 'python')
  const mark = join(venv, 'installed.txt')
  const wanted = PACKAGES.join('\n')
  const ready = async () => existsSync(python) && (await readFile(mark, 'utf8').catch(() => '')) === wanted
  if (await ready()) return python
  await mkdir(directory, { recursive: true })
  return withLock(join(directory, 'venv.lock'), async () => {
    if (await ready()) return python
    const base = await findPython()
    await rm(venv, { recursive: true, force: true })
    try {
      await run(base, ['-m', 'venv', venv])
      await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES], {
        timeout: BUILD_LIMIT_MS,
      })
    } catch (error) {
      await rm(venv, { recursive: true, force: true })
      const { stderr, message } = error as { stderr?: string; message: string }
      throw new MissingPart(
        `Could not install ${PACKAGES.join(', ')} into ${venv}. Is the package index reachable, and is there room on the disk?\n${(stderr || message).trim()}`,
      )
    }
    await writeFile(mark, wanted)
    return python
  })
}
