import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPython, MissingPart } from './python.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vestibule-test-'))
})
afterAll(() => rm(directory, { recursive: true }))

/** A Python that says it is of this version, or fails where there is none to say. */
const pretendPython = async (version: string | undefined): Promise<string> => {
  const file = join(directory, `python-${version ?? 'broken'}`)
  await writeFile(file, version ? `#!/bin/sh\necho ${version.replace('.', ' ')}\n` : '#!/bin/sh\nexit 1\n')
  await chmod(file, 0o755)
  return file
}

describe('findPython', () => {
  it.each(['3.10', '3.14'])('takes %s', async (version) => {
    const python = await pretendPython(version)
    expect(await findPython({ VESTIBULE_PYTHON: python })).toBe(python)
  })

  it.each(['3.9', '2.7', '4.0'])('refuses %s and says which it found and what to do', async (version) => {
    const python = await pretendPython(version)
    const refused = findPython({ VESTIBULE_PYTHON: python })
    await expect(refused).rejects.toThrow(MissingPart)
    await expect(refused).rejects.toThrow(
      new RegExp(`is ${version.replace('.', '\\.')}.*Install Python 3\\.10 or newer`),
    )
  })

  it('refuses one without its venv module, and one that is not there', async () => {
    const broken = await pretendPython(undefined)
    await expect(findPython({ VESTIBULE_PYTHON: broken })).rejects.toThrow(/none of .* runs/)
    await expect(findPython({ VESTIBULE_PYTHON: join(directory, 'nowhere') })).rejects.toThrow(MissingPart)
  })
})
