import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type * as z from 'zod'

const syncFolder = (folder: string) => {
  const fd = openSync(folder, 'r')
  fsyncSync(fd)
  closeSync(fd)
}

/**
 * Replaces a file so that after a power cut either the old or the new text is there, whole. Readable by its owner only. Throws
 * when the disk is full or gone; the old text then stays.
 */
export const writeDurably = (path: string, text: string): void => {
  const spare = `${path}.new`
  try {
    const fd = openSync(spare, 'w', 0o600)
    try {
      writeSync(fd, text)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(spare, path)
  } catch (fault) {
    rmSync(spare, { force: true })
    throw fault
  }
  syncFolder(dirname(path))
}

/** Text of a file, or null when there is none. */
export const readText = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fault
  }
}

/** Value of a JSON file, or null when it is missing or does not fit the schema (flash damage counts as missing). */
export const readJson = <T>(path: string, schema: z.ZodType<T>): T | null => {
  const text = readText(path)
  if (text === null) return null
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
