import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, openPage, settled, sidewaysScroll, signIn } from './browser.ts'
import { demoWorld, idOf } from './fake-world.ts'
import { openStage } from './stage.ts'

const property = idOf('property', 1)
const PAGES = [
  ['overview', '/'],
  ['incidents', '/incidents'],
  ['incident', `/incidents/${idOf('incident', 1)}`],
  ['packages', '/packages?day=all'],
  ['package', `/packages?package=${idOf('package', 3)}`],
  ['label reading', `/label-readings/${idOf('labelReading', 1)}?property=${property}`],
  ['access', '/access'],
  ['devices', '/devices'],
  ['residents', '/residents'],
  ['resident import', '/residents/import'],
  ['properties', '/properties'],
  ['new property', '/properties/new'],
  ['new room', `/properties/${property}/rooms/new`],
  ['room', `/properties/${property}/rooms/${idOf('room', 1)}`],
  ['sign-up', '/sign-up'],
  ['confirmation', '/confirm?email=dana%40example.com'],
  ['unknown page', '/nothing-here'],
  ['pickup', '/r#good'],
  ['expired link', '/r#old'],
  ['simulated room', '/k'],
] as const

/** Pages whose layout differs from the others’. */
const NARROW: readonly string[] = ['overview', 'incident', 'package', 'access', 'sign-up', 'pickup', 'simulated room']

const LOOKS = [
  { screen: 'desk', colorScheme: 'light' },
  { screen: 'desk', colorScheme: 'dark' },
  { screen: 'phone', colorScheme: 'light' },
  { screen: 'phone', colorScheme: 'dark' },
] as const

const stage = openStage(() => demoWorld(Date.now()))

const enter = async (page: Page) => {
  await page.routeWebSocket(/\/live/, () => {})
  await page.goto(stage.fake.origin)
  await signIn(page, 'dana@example.com', 'right')
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}
/** Opens an address from nothing: behind a #, a mere change of address would not load the page. */
const open = async (page: Page, path: string) => {
  await page.goto('about:blank')
  await page.goto(stage.fake.origin + path)
  await settled(page)
}

describe.each(LOOKS)('on a $screen in $colorScheme', ({ screen, colorScheme }) => {
  let page: Page
  let context: BrowserContext
  let errors: string[]
  beforeAll(async () => {
    ;({ page, context, errors } = await openPage(stage.browser, { screen, colorScheme }))
    await enter(page)
  })
  afterAll(() => context?.close())

  it.each(PAGES)('%s has no accessibility violation, no sideways scroll and no script error', async (_, path) => {
    await open(page, path)
    expect(await axeViolations(page)).toEqual([])
    expect(await sidewaysScroll(page)).toBe(0)
    expect(errors).toEqual([])
  })
})

describe('at 320 px', () => {
  let page: Page
  let context: BrowserContext
  beforeAll(async () => {
    ;({ page, context } = await openPage(stage.browser, { screen: { width: 320, height: 640 } }))
    await enter(page)
  })
  afterAll(() => context?.close())

  it.each(PAGES.filter(([name]) => NARROW.includes(name)))('%s does not scroll sideways', async (_, path) => {
    await open(page, path)
    expect(await sidewaysScroll(page)).toBe(0)
  })
})
