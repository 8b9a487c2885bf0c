import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openPage, settled, signIn } from './browser.ts'
import { demoWorld, idOf } from './fake-world.ts'
import { openStage } from './stage.ts'

const KB = 1024
const stage = openStage(() => demoWorld(Date.now()))

/** Gzipped bytes of the scripts and styles that a page has asked for, by file. */
const meter = (page: Page) => {
  const sizes = new Map<string, { type: 'js' | 'css'; bytes: number }>()
  const pending: Promise<void>[] = []
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    const type = pathname.endsWith('.js') ? 'js' : pathname.endsWith('.css') ? 'css' : null
    if (type === null) return
    pending.push(response.body().then((body) => void sizes.set(pathname, { type, bytes: gzipSync(body).length })))
  })
  return {
    clear: () => sizes.clear(),
    total: async (type: 'js' | 'css') => {
      await Promise.all(pending)
      return [...sizes.values()].filter((file) => file.type === type).reduce((sum, { bytes }) => sum + bytes, 0)
    },
  }
}

describe('what a page weighs, gzipped', () => {
  it('the console’s first page, then each further one', async () => {
    const { page, context } = await openPage(stage.browser)
    await page.routeWebSocket(/\/live/, () => {})
    await page.goto(stage.fake.origin)
    await signIn(page, 'dana@example.com', 'right')
    await settled(page)
    const weight = meter(page)
    await page.goto(stage.fake.origin)
    await page.getByRole('article').first().waitFor()
    expect(await weight.total('js')).toBeLessThan(320 * KB)
    expect(await weight.total('css')).toBeLessThan(100 * KB)

    const pages = [
      '/incidents',
      `/incidents/${idOf('incident', 1)}`,
      '/packages',
      '/access',
      '/devices',
      '/residents/import',
    ]
    for (const path of pages) {
      // A page of its own for each: what another one has fetched must not count as there.
      const { page: next, context: fresh } = await openPage(stage.browser)
      await next.routeWebSocket(/\/live/, () => {})
      const added = meter(next)
      await next.goto(stage.fake.origin)
      await signIn(next, 'dana@example.com', 'right')
      await settled(next)
      const before = await added.total('js')
      await next.evaluate(
        `history.pushState({}, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`,
      )
      await next.getByRole('heading', { name: 'Overview' }).waitFor({ state: 'detached' })
      await settled(next)
      expect((await added.total('js')) - before, path).toBeLessThan(75 * KB)
      await fresh.close()
    }
    await context.close()
  })

  it.each(['/r#good', '/k'])('the light page %s', async (path) => {
    const { page, context } = await openPage(stage.browser)
    const weight = meter(page)
    await page.goto(stage.fake.origin + path)
    await settled(page)
    expect(await weight.total('js')).toBeLessThan(85 * KB)
    expect(await weight.total('js')).toBeGreaterThan(10 * KB)
    await context.close()
  })
})
