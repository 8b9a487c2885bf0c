import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { ROUTES } from '../shared/contracts/routes/all.ts'
import { openApiDocument, openApiText } from './openapi.ts'

describe('the OpenAPI document', () => {
  it('is committed as the routes declare it (run `npm run openapi` after a change)', async () => {
    expect(await readFile(new URL('../docs/openapi.json', import.meta.url), 'utf8')).toBe(openApiText())
  })

  it('has every operation, with its scope and the refusals of its own', () => {
    const paths = openApiDocument().paths as Record<string, Record<string, { operationId: string; responses: object }>>
    for (const route of ROUTES) {
      const operation = paths[route.path]?.[route.method.toLowerCase()]
      expect(operation?.operationId).toBe(route.operationId)
      const text = JSON.stringify(operation)
      if (route.scope !== 'public') expect(text).toContain(`Scope: \`${route.scope}\``)
      for (const code of route.refusals ?? []) expect(text).toContain(`\`${code}\``)
    }
  })
})
