import { readFile } from 'node:fs/promises'
import type { OnLoadResult, Plugin } from 'esbuild'

/** A module that is made here instead of being read: `from` are the names that it is asked for by, `importer` who asks. */
const replaced = (
  name: string,
  { from, importer = /.*/ }: { readonly from: RegExp; readonly importer?: RegExp },
  made: OnLoadResult,
): Plugin => ({
  name,
  setup: ({ onResolve, onLoad, initialOptions }) => {
    onResolve({ filter: from }, (asked) =>
      importer.test(asked.importer) ? { path: name, namespace: name } : undefined,
    )
    onLoad({ filter: /.*/, namespace: name }, () => ({ resolveDir: initialOptions.absWorkingDir ?? '.', ...made }))
  },
})

/** A function has its role's credentials in the environment; the SDK also brings sign-in, SSO, containers and instances. */
const credentials = replaced(
  'credentials-of-a-function',
  { from: /^@aws-sdk\/credential-provider-node$/ },
  {
    contents: `import { fromEnv } from '@aws-sdk/credential-provider-env'
export const defaultProvider = (init = {}) => fromEnv(init)`,
  },
)

/** `import … from 'node:http'` reads every name of that module, and one of them loads Node's whole undici: 25 ms of init. */
const http = replaced(
  'http-without-undici',
  { from: /^(node:)?http$/ },
  { contents: `module.exports = process.getBuiltinModule('node:http')` },
)

const COMMANDS = [
  'Get',
  'Put',
  'Update',
  'Delete',
  'BatchWrite',
  'BatchGet',
  'Scan',
  'Query',
  'TransactWrite',
  'TransactGet',
]
  .map((verb) => `${verb}Command`)
  .join(', ')

/**
 * ElectroDB requires the whole document client, which keeps every command of DynamoDB in the bundle and every module of the
 * SDK in a wrapper of its own. Here it gets the ten commands that it knows, and is asked for `Entity` alone.
 */
const electrodb: readonly Plugin[] = [
  replaced(
    'electrodb-entity',
    { from: /^electrodb$/ },
    {
      contents: `import { ${COMMANDS} } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import commands from 'electrodb-commands'
import { Entity } from 'electrodb/src/entity.js'
Object.assign(commands, { ${COMMANDS}, unmarshall })
export { Entity }`,
    },
  ),
  replaced('electrodb-commands', { from: /^electrodb-commands$/ }, { contents: 'module.exports = {}' }),
  replaced(
    'electrodb-sdk',
    { from: /^@aws-sdk\/(lib|util)-dynamodb$/, importer: /electrodb\/src\// },
    { contents: `module.exports = require('electrodb-commands')` },
  ),
  // Models are constants of ours: the unit tests of shared/table run the real check of each.
  replaced(
    'electrodb-model-check',
    { from: /^jsonschema$/, importer: /electrodb\/src\// },
    {
      contents: `exports.Validator = class { addSchema() {} validate() { return { errors: [] } } }
exports.Validator.prototype.customFormats = {}`,
    },
  ),
]

/**
 * No function reads a stream of events from AWS. The protocols load that part on demand, and for its sake every module that
 * it shares with them would be wrapped and kept whole.
 */
const eventStreams = replaced(
  'no-event-streams',
  { from: /^@smithy\/core\/event-streams$/ },
  {
    contents: `export class EventStreamSerde { constructor() { throw new Error('this function reads no event streams') } }
export const eventStreamSerdeProvider = () => ({})
export const resolveEventStreamSerdeConfig = (input) => input`,
  },
)

/** Hashes written in JavaScript, for processes without OpenSSL. */
const softwareHashes = replaced(
  'no-software-hashes',
  { from: /\/(Sha256|Md5)Js$/, importer: /(Sha256|Md5)Node\.js$/ },
  {
    contents: `const refuse = class { constructor() { throw new Error('Node has these hashes') } }
export { refuse as Sha256Js, refuse as Md5Js }`,
  },
)

/** DynamoDB's client keeps discovered endpoints in a library's cache; ours discovers none. */
const endpointCache = replaced(
  'endpoint-cache',
  { from: /^mnemonist\/lru-cache$/, importer: /@aws-sdk\/endpoint-cache\// },
  { contents: 'export default class extends Map { constructor() { super() } peek(key) { return this.get(key) } }' },
)

/** Schemas are turned into JSON Schema when the OpenAPI document is written, never in a function. */
const jsonSchema: readonly Plugin[] = [
  replaced(
    'no-json-schema',
    { from: /\/to-json-schema\.js$/, importer: /zod\/v4\/classic\/schemas\.js$/ },
    {
      contents: `const refuse = () => () => { throw new Error('a function makes no JSON Schema') }
export const createToJSONSchemaMethod = refuse
export const createStandardJSONSchemaMethod = refuse`,
    },
  ),
  replaced(
    'no-json-schema-processors',
    { from: /\/json-schema-processors\.js$/, importer: /zod\/v4\/classic\/schemas\.js$/ },
    { contents: 'module.exports = {}' },
  ),
]

/**
 * Schemas of an SDK client name members by constants in computed keys, which no bundler dares to leave out: with the names
 * written in place, the schemas of commands that nobody sends fall away.
 */
const schemas: Plugin = {
  name: 'schemas-by-name',
  setup: ({ onLoad }) => {
    onLoad({ filter: /@aws-sdk\/client-[a-z0-9-]+\/dist-es\/schemas\/schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const names = new Map([...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]))
      return {
        contents: source.replace(/\[(_\w+)\]:/g, (key, name: string) =>
          names.has(name) ? `${names.get(name)}:` : key,
        ),
      }
    })
  },
}

/** Every client carries its whole package.json for the version in its user agent. */
const versions: Plugin = {
  name: 'version-only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /@aws-sdk\/client-[a-z0-9-]+\/package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string }
      return { contents: JSON.stringify({ version }), loader: 'json' }
    })
  },
}

/** Where a country's plan holds how its numbers are written in groups (libphonenumber-js, metadata of version 4). */
const FORMATS = 4

/** A phone library's plans of numbers without what only shows them: numbers are parsed here, and kept in E.164. */
export const withoutFormats = (plans: { readonly countries: Readonly<Record<string, readonly unknown[]>> }) => ({
  ...plans,
  countries: Object.fromEntries(
    Object.entries(plans.countries).map(([country, plan]) => [
      country,
      plan.map((part, at) => (at === FORMATS ? [] : part)),
    ]),
  ),
})

const phoneFormats: Plugin = {
  name: 'no-phone-formats',
  setup: ({ onLoad }) => {
    onLoad({ filter: /libphonenumber-js\/metadata\.min\.json\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const plans = JSON.parse(source.slice(source.indexOf('{'), source.lastIndexOf('}') + 1))
      return { contents: `export default ${JSON.stringify(withoutFormats(plans))}` }
    })
  },
}

/** Plugins that leave out of a function's bundle what it never runs. */
export const slim = (): Plugin[] => [
  credentials,
  http,
  ...electrodb,
  eventStreams,
  softwareHashes,
  endpointCache,
  ...jsonSchema,
  schemas,
  versions,
  phoneFormats,
]
