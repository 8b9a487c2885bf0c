import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const command = path('./read-label.ts')
const label = path('../test/data/labels/usps_karrio_martin.png')
const directory = path('../test/data/directories/maple-court.csv')
const folder = mkdtempSync(join(tmpdir(), 'vestibule-read-label-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]) =>
  new Promise<{ code: number; lines: Record<string, unknown>[]; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [command, ...args], (error, stdout, stderr) => {
      const lines = stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
      resolve({ code: error === null ? 0 : Number(error.code), lines, stdout, stderr })
    })
  })

describe('npm run read-label', () => {
  test('prints one JSON line a picture, in order, and goes on after a file that cannot be read', async () => {
    const broken = join(folder, 'broken.jpg')
    writeFileSync(broken, 'no picture')
    const missing = join(folder, 'missing.png')
    const { code, lines, stdout } = await run(
      broken,
      label,
      missing,
      '--directory',
      directory,
      '--json',
      '--today',
      '2026-11-23',
    )
    expect(code).toBe(1)
    expect(stdout.trim().split('\n')).toHaveLength(3)
    expect(lines[0]).toMatchObject({ file: broken, error: { code: 'picture.not_a_picture' } })
    expect(lines[1]).toMatchObject({
      file: label,
      carrier: 'usps',
      trackingNumber: '9234690361980900000265',
      trackingSource: 'barcode',
      checkDigitValid: true,
      recipient: 'MARTIN MARTIN',
      match: { residentId: 'R-0002', reason: 'name' },
      warnings: [],
    })
    expect(lines[1]).toHaveProperty('ms.total')
    expect(lines[2]).toMatchObject({ file: missing, error: { code: 'picture.missing' } })
  })

  test('--help says how, on stdout', async () => {
    const { code, stdout } = await run('--help')
    expect(code).toBe(0)
    expect(stdout).toContain('--directory')
  })

  test.each([
    ['no picture', []],
    ['an unknown option', ['--colour', label]],
    ['a directory that is none', [label, '--directory', label]],
    ['a directory that is missing', [label, '--directory', join(folder, 'nobody.csv')]],
  ])('%s ends with 2 and a sentence on stderr', async (_name, args) => {
    const { code, stdout, stderr } = await run(...args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).not.toContain('    at ')
  })
})
