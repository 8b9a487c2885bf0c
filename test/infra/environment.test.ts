import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { FUNCTION_ENTRIES } from '../../infra/vestibule.ts'
import { Environment } from '../../shared/contracts/environment.ts'
import { assemble, type Resource, resourcesOf, templatesOf } from './assembly.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LABEL_READER = 'functions/labels/read-label.ts'
/** Set for every function: the logger's, the metrics' and the stage. */
const COMMON = ['STAGE', 'POWERTOOLS_SERVICE_NAME', 'POWERTOOLS_METRICS_NAMESPACE']
const LOCAL = JSON.stringify({
  endpoint: 'https://localhost:4566',
  mqttHost: 'localhost',
  mqttPort: 18883,
  pagesUrl: 'http://127.0.0.1:8080',
})

/** Variables that a file asks for by name: `environment('A', 'B')`. */
const askedIn = (file: string): string[] => {
  const source = readFileSync(join(ROOT, file), 'utf8')
  return [...source.matchAll(/\benvironment\(([^)]*)\)/g)].flatMap(([, names = '']) =>
    [...names.matchAll(/'([A-Z_]+)'/g)].map(([, name = '']) => name),
  )
}

/** Variables that an entry and all that it imports ask for. */
const askedBy = async (entries: readonly string[]): Promise<Map<string, Set<string>>> => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [...entries],
    outdir: 'unused',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  })
  return new Map(
    Object.values(metafile.outputs).map(({ entryPoint = '', inputs }) => [
      entryPoint,
      new Set(Object.keys(inputs).flatMap(askedIn)),
    ]),
  )
}

/** Construct id of an entry's function. */
const idOf = (entry: string): string => {
  const area = /^functions\/api\/(\w+)\//.exec(entry)?.[1]
  const words = area ? ['api', area] : (entry.split('/').at(-1)?.replace('.ts', '').split('-') ?? [])
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

describe('every function', () => {
  const entries = [...FUNCTION_ENTRIES, LABEL_READER]
  let asked: Map<string, Set<string>>
  let functions: Map<string, Resource>

  beforeAll(async () => {
    asked = await askedBy(entries)
    functions = resourcesOf(templatesOf(assemble({ local: LOCAL })), 'AWS::Lambda::Function')
  })

  it.each(entries)('%s is told what it asks for, and no more', (entry) => {
    const id = new RegExp(`/${idOf(entry)}[0-9A-F]{8}$`)
    const [[, fn] = [], ...more] = [...functions].filter(([key]) => id.test(key))
    expect(more).toEqual([])
    const told = Object.keys(fn?.Properties.Environment.Variables).filter((name) => !COMMON.includes(name))
    const wanted = [...(asked.get(entry) ?? [])].filter((name) => name !== 'STAGE')
    expect(told.sort()).toEqual(wanted.sort())
    expect(Object.keys(Environment.shape)).toEqual(expect.arrayContaining(told))
  })
})
