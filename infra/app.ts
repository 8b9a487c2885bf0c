import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { App } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { bundleFunctions } from './bundling/functions.ts'
import { bundleLabelReader } from './bundling/label-reader.ts'
import { settingsFrom } from './config/settings.ts'
import { buildVestibule, FUNCTION_ENTRIES } from './vestibule.ts'

// The CDK app: `cdk deploy --all` runs this file. Bundles are made beside the assembly and copied into it as assets.
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const app = new App()
const work = `${app.outdir}.bundles`
if (existsSync(work)) rmSync(work, { recursive: true })
const settings = settingsFrom(app.node)
const [bundles] = await Promise.all([
  bundleFunctions(root, FUNCTION_ENTRIES, join(work, 'functions')),
  bundleLabelReader(join(work, 'label-reader')),
])
buildVestibule(app, { settings, bundles, labelReader: Code.fromAsset(join(work, 'label-reader')) })
app.synth()
rmSync(work, { recursive: true })
