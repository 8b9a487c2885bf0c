import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { axeViolations, openPage, signIn } from './browser.ts'
import { demoWorld, emptyWorld, idOf } from './fake-world.ts'
import { openStage } from './stage.ts'

const stage = openStage(emptyWorld)
let context: BrowserContext
let page: Page

beforeEach(async () => {
  stage.fake.world = demoWorld(Date.now())
  ;({ page, context } = await openPage(stage.browser))
  await page.routeWebSocket(/\/live/, () => {})
})
afterEach(() => context?.close())

const enter = async (path: string) => {
  await page.goto(stage.fake.origin + path)
  await signIn(page, 'dana@example.com', 'right')
}

describe('a list whose API looks through few items at a time', () => {
  it('shows what lies behind empty pages', async () => {
    stage.fake.world.looksThrough = 1
    await enter(`/packages?day=all&status=collected`)
    await page.getByRole('table').getByText('Collected').first().waitFor()
    await page.getByRole('button', { name: 'Show more' }).waitFor()
    expect(await page.getByText('Nothing matches this filter').count()).toBe(0)
  })

  it('says that it has not looked everywhere, and goes on when asked', async () => {
    const [first] = stage.fake.world.packages
    if (!first) throw new Error('the demo has packages')
    const others = Array.from({ length: 25 }, (_, n) => ({ ...first, id: idOf('package', 100 + n) }))
    stage.fake.world.packages = [...others, { ...first, unit: '77' }]
    stage.fake.world.looksThrough = 1
    await enter('/packages?day=all&unit=77')
    await page.getByText('Only the newest have been looked through so far.').waitFor()
    expect(await axeViolations(page)).toEqual([])
    for (let times = 0; times < 16; times++) {
      const more = page.getByRole('button', { name: 'Search further back' })
      if ((await more.count()) === 0) break
      await more.click()
      await page.waitForLoadState('networkidle')
    }
    await page.getByRole('table').getByText('77').waitFor()
  })

  it('finds a resident to give a package to', async () => {
    stage.fake.world.looksThrough = 1
    await enter(`/packages?package=${idOf('package', 3)}`)
    await page.getByRole('combobox', { name: 'Resident' }).fill('priya')
    await page.getByRole('option', { name: /Priya Raghunathan/ }).waitFor()
  })
})

describe('more than a hundred properties', () => {
  it('are all there', async () => {
    const [first] = stage.fake.world.properties
    if (!first) throw new Error('the demo has a property')
    stage.fake.world.properties = Array.from({ length: 120 }, (_, n) => ({
      ...first,
      id: idOf('property', n + 1) as typeof first.id,
      name: `House ${n + 1}`,
    }))
    await enter('/properties')
    await page.getByRole('heading', { name: 'House 120' }).waitFor()
  })
})

describe('more residents than a list holds', () => {
  it('are named where they hold a code', async () => {
    const { residents, grants } = stage.fake.world
    const [resident, grant] = [residents[0], grants[0]]
    if (!resident || !grant) throw new Error('the demo has residents and grants')
    const last = { ...resident, id: idOf('resident', 400), firstName: 'Zoe', lastName: 'Last', unit: '99' }
    const others = Array.from({ length: 150 }, (_, n) => ({ ...resident, id: idOf('resident', 200 + n) }))
    stage.fake.world.residents = [...others, last]
    stage.fake.world.grants = [{ ...grant, holder: { kind: 'resident', residentId: last.id } }]
    await enter('/access')
    await page.getByText('Zoe Last, 99').first().waitFor()
  })
})

describe('a portfolio without a property', () => {
  it.each([
    ['/packages', 'Packages'],
    ['/access', 'Access'],
    ['/devices', 'Devices'],
    ['/residents', 'Residents'],
  ])('has %s headed, with what to do first', async (path, title) => {
    stage.fake.world = emptyWorld()
    await enter(path)
    await page.getByRole('heading', { name: title, level: 1 }).waitFor()
    await page.getByText('No properties yet.').waitFor()
    await page.locator('#content').getByRole('link', { name: 'Add a property' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
  })
})

describe('a page below a section', () => {
  it.each([
    [`/incidents/${idOf('incident', 1)}`, 'Incidents'],
    [`/label-readings/${idOf('labelReading', 1)}?property=${idOf('property', 1)}`, 'Packages'],
    [`/properties/${idOf('property', 1)}/rooms/${idOf('room', 1)}`, 'Properties'],
  ])('leads back to it: %s', async (path, section) => {
    await enter(path)
    const back = page.getByRole('navigation', { name: 'Where this page belongs' }).getByRole('link')
    await back.waitFor()
    expect(await axeViolations(page)).toEqual([])
    await back.click()
    await page.getByRole('heading', { name: section, level: 1 }).waitFor()
  })
})
