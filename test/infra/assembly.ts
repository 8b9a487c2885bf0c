import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, type Stack } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { settingsFrom } from '../../infra/config/settings.ts'
import { buildVestibule } from '../../infra/vestibule.ts'

/** A resource of a template. */
export interface Resource {
  readonly Type: string
  // biome-ignore lint/suspicious/noExplicitAny: properties of any of 900 resource types; tests compare what they name
  readonly Properties: Record<string, any>
  readonly DeletionPolicy?: string
}

/** A synthesized template. */
export interface Template {
  readonly Resources: Record<string, Resource>
}

const ACCOUNT = '111122223333'
const REGION = 'eu-west-1'
/** What functions run is no matter of templates. */
const CODE = Code.fromInline('exports.handler = async () => undefined')

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>
}

/** All stacks of one installation with the flags of cdk.json, not synthesized yet. */
export const assemble = (given: Record<string, string> = {}) => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'vestibule-test-')), context: { ...context, ...given } })
  try {
    const settings = settingsFrom(app.node, { CDK_DEFAULT_ACCOUNT: ACCOUNT, CDK_DEFAULT_REGION: REGION })
    return { app, stacks: buildVestibule(app, { settings, bundles: { codeOf: () => CODE }, labelReader: CODE }) }
  } catch (error) {
    rmSync(app.outdir, { recursive: true })
    throw error
  }
}

/** Templates by the id of their stack. CDK's own check of them is left to the test of cdk-nag: it takes seconds. */
export const templatesOf = ({ app, stacks }: ReturnType<typeof assemble>): Record<string, Template> => {
  process.env.CDK_VALIDATION = 'false'
  const assembly = app.synth()
  const templates = Object.values<Stack>(stacks).map((stack): [string, Template] => [
    stack.node.id,
    assembly.getStackArtifact(stack.artifactId).template,
  ])
  rmSync(app.outdir, { recursive: true })
  return Object.fromEntries(templates)
}

/** Resources of a type over all templates, by `<stack>/<logical id>`. */
export const resourcesOf = (templates: Record<string, Template>, type: string): Map<string, Resource> =>
  new Map(
    Object.entries(templates).flatMap(([stack, { Resources }]) =>
      Object.entries(Resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([id, resource]) => [`${stack}/${id}`, resource]),
    ),
  )

/** ARNs that stand for what a template only refers to. */
export const ARNS = {
  table: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/vestibule`,
  evidence: 'arn:aws:s3:::evidence',
  key: `arn:aws:kms:${REGION}:${ACCOUNT}:key/table`,
} as const

const standIn = (name: string): string => {
  if (/TableKey.*Arn/.test(name)) return ARNS.key
  if (/Table\w*Arn/.test(name)) return ARNS.table
  if (/Evidence\w*Arn/.test(name)) return ARNS.evidence
  return name
}

/** A template's value with references replaced by {@link ARNS} or by the name of what they refer to. */
export const concrete = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(concrete)
  if (typeof value !== 'object' || value === null) return value
  const [[key, inner] = ['', undefined], ...others] = Object.entries(value)
  if (others.length === 0) {
    if (key === 'Ref') return String(inner)
    if (key === 'Fn::ImportValue') return standIn(String(inner))
    if (key === 'Fn::GetAtt') return standIn((inner as string[]).join(''))
    if (key === 'Fn::Join') {
      const [separator, parts] = inner as [string, unknown[]]
      return (concrete(parts) as unknown[]).join(separator)
    }
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, concrete(item)]))
}
