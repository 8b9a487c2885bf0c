/** Imports go one way (docs/architecture.md). Each rule names the room and what it may not know. */
const not = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const ROOMS = {
  domain: '^shared/domain/',
  table: '^shared/table/',
  adapters: '^shared/adapters/',
  runtime: '^shared/runtime/',
}
const SDK = 'node_modules/(@aws-sdk|@aws-lambda-powertools|electrodb|@middy|mqtt)/'

module.exports = {
  forbidden: [
    not('no-cycles', 'No cycles.', {}, { circular: true }),
    not(
      'contracts-know-nothing',
      'Contracts are zod only.',
      { path: '^shared/contracts/' },
      { path: '^(shared/(domain|table|adapters|runtime)|functions|device-shadow|infra|local|web|test|bench)/' },
    ),
    not(
      'contracts-zod-only',
      'Contracts import no other library.',
      { path: '^shared/contracts/' },
      { path: 'node_modules/', pathNot: 'node_modules/zod/' },
    ),
    not(
      'domain-is-pure',
      'The domain knows contracts and device documents only.',
      { path: ROOMS.domain, pathNot: '\\.test\\.ts$' },
      { path: '^(shared/(table|adapters|runtime)|functions|infra|local|web|test|bench)/' },
    ),
    not(
      'domain-no-sdk',
      'The domain imports no SDK.',
      { path: [ROOMS.domain, '^device-shadow/reducers/'] },
      { path: SDK },
    ),
    not(
      'reducers-are-pure',
      'Device reducers know documents and contracts only.',
      { path: '^device-shadow/reducers/', pathNot: '\\.test\\.ts$' },
      { path: '^(device-shadow/(controller|simulator)|shared/(table|adapters|runtime|domain)|functions|infra|local)/' },
    ),
    not(
      'device-shadow-knows-contracts',
      'Devices know contracts only.',
      { path: '^device-shadow/', pathNot: '\\.test\\.ts$' },
      { path: '^(shared/(domain|table|adapters|runtime)|functions|infra|local|web|test)/' },
    ),
    not(
      'table-is-the-only-door',
      'Only shared/table talks to DynamoDB.',
      { path: '^(shared/(domain|adapters|contracts|runtime)|functions|device-shadow)/', pathNot: '\\.test\\.ts$' },
      { path: 'node_modules/(@aws-sdk/(client-dynamodb|lib-dynamodb)|electrodb)/' },
    ),
    not(
      'adapters-are-the-only-sdk',
      'Functions reach other services through adapters.',
      { path: '^functions/', pathNot: '\\.test\\.ts$' },
      { path: 'node_modules/@aws-sdk/' },
    ),
    not(
      'table-below-functions',
      'Table and adapters do not know functions.',
      { path: [ROOMS.table, ROOMS.adapters, ROOMS.runtime], pathNot: '\\.test\\.ts$' },
      { path: '^(functions|infra|local|web|test|bench)/' },
    ),
    not(
      'areas-are-apart',
      'One function folder does not import another.',
      { path: '^functions/([^/]+/[^/]+)/', pathNot: '\\.test\\.ts$' },
      { path: '^functions/', pathNot: '^functions/($1|middleware)/' },
    ),
    not(
      'infra-knows-contracts',
      'Infrastructure knows contracts and paths.',
      { path: '^infra/', pathNot: '\\.test\\.ts$' },
      { path: '^(shared/(domain|table|adapters|runtime)|functions|device-shadow|local|web|test)/' },
    ),
    not(
      'web-knows-contracts',
      'Pages know contracts only.',
      { path: '^web/', pathNot: '\\.test\\.tsx?$' },
      { path: '^(shared/(domain|table|adapters|runtime)|functions|device-shadow|infra|local|test)/' },
    ),
    not(
      'product-does-not-know-tests',
      'Nothing that ships imports tests.',
      { path: '^(shared|functions|infra|device-shadow|web)/', pathNot: '\\.test\\.tsx?$' },
      { path: '^(test|bench)/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(cdk\\.out|^dist|^\\.local)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
