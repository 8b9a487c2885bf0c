import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { build } from 'esbuild'
import { slim } from './slim.ts'

/** Bundled code of every function, by its entry file (`functions/…/verb-noun.ts`). */
export interface FunctionBundles {
  /** Code of an entry; throws when it was not bundled. */
  codeOf(entry: string): Code
}

const nameOf = (entry: string): string =>
  entry
    .replace(/^functions\//, '')
    .replace(/\.ts$/, '')
    .replaceAll('/', '-')

/**
 * Bundles all entries in one pass (shared parsing: seconds instead of minutes) into `<outDirectory>/<name>/index.mjs`.
 * The AWS SDK is bundled too; docs/adr/0002-bundling.md says why. Throws when an entry is missing.
 */
export const bundleFunctions = async (
  root: string,
  entries: readonly string[],
  outDirectory: string,
): Promise<FunctionBundles> => {
  const missing = entries.filter((entry) => !existsSync(join(root, entry)))
  if (missing.length > 0) throw new Error(`no such entry: ${missing.join(', ')}`)
  await build({
    absWorkingDir: root,
    entryPoints: entries.map((entry) => ({ in: entry, out: join(nameOf(entry), 'index') })),
    outdir: outDirectory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
    plugins: slim(),
    // Some libraries are CommonJS and ask for Node's own modules with require.
    // Long names, because the minifier does not know of them and hands out short ones.
    banner: {
      js: "import{createRequire as bannerCreateRequire}from'node:module';const require=bannerCreateRequire(import.meta.url);",
    },
  })
  const known = new Set(entries)
  return {
    codeOf: (entry) => {
      if (!known.has(entry)) throw new Error(`${entry} is not in the list of function entries`)
      return Code.fromAsset(join(outDirectory, nameOf(entry)))
    },
  }
}
