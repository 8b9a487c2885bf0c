import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { axeViolations, openPage, settled, signIn } from './browser.ts'
import { demoWorld, emptyWorld, idOf } from './fake-world.ts'
import { openStage } from './stage.ts'

const stage = openStage(emptyWorld)
let context: BrowserContext
let page: Page

beforeEach(async () => {
  stage.fake.world = demoWorld(Date.now())
  stage.fake.writes.length = 0
  ;({ page, context } = await openPage(stage.browser))
  await page.routeWebSocket(/\/live/, () => {})
})
afterEach(() => context?.close())

const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 })
const action = (name: string | RegExp) =>
  page.locator('#content').getByRole('button', { name }).or(page.locator('#content').getByRole('link', { name }))
const enter = async (path: string) => {
  await page.goto(stage.fake.origin + path)
  await signIn(page, 'vic@example.com', 'right')
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
}

describe('somebody invited', () => {
  it('replaces the first password and is in', async () => {
    await page.goto(`${stage.fake.origin}/incidents`)
    await signIn(page, 'vic@example.com', 'invited')
    await page.getByText('This is the password from your invitation.').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(await axeViolations(page)).toEqual([])
    const submit = page.getByRole('button', { name: 'Set the password and sign in' })
    await submit.click()
    await page.getByText('Needed.').waitFor()
    await page.getByLabel('New password').fill('short')
    await submit.click()
    await page.getByText('The password is too short; use at least 12 characters.').waitFor()
    await page.getByLabel('New password').fill('Long-Enough-2026')
    await submit.click()
    await heading('Incidents').waitFor()
  })
})

const PAGES = [
  { path: '/', shows: 'Overview', actions: [/^Acknowledge/] },
  { path: '/incidents', shows: 'Incidents', actions: [/^Acknowledge/] },
  { path: `/incidents/${idOf('incident', 1)}`, shows: 'UPS entered', actions: [/^Acknowledge/, 'Resolve'] },
  { path: `/packages?package=${idOf('package', 1)}`, shows: 'Packages', actions: ['Mark picked up'] },
  { path: `/packages?package=${idOf('package', 3)}`, shows: 'Packages', actions: ['Give to a resident'] },
  { path: '/access', shows: 'Access', actions: ['Let somebody in', /^Revoke/] },
  { path: '/devices', shows: 'Devices', actions: ['Register a device', /^Unlock/] },
  { path: '/residents', shows: 'Residents', actions: ['Import from CSV'] },
  { path: '/properties', shows: 'Properties', actions: ['Add a property', 'Add a room'] },
] as const

describe('what one may not do', () => {
  it('is not offered to a viewer, and all of it is to an owner', async () => {
    for (const role of ['owner', 'viewer'] as const) {
      stage.fake.world.role = role
      await enter('/')
      for (const { path, shows, actions } of PAGES) {
        await page.goto(stage.fake.origin + path)
        await heading(new RegExp(shows)).waitFor()
        await settled(page)
        await page.getByText('Hudson Valley Homes').waitFor()
        for (const name of actions)
          if (role === 'owner') await action(name).first().waitFor()
          else expect(await action(name).count(), `${path} ${name}`).toBe(0)
      }
      await page.getByRole('button', { name: 'Sign out' }).click()
    }
  })

  it('leaves nothing to click that answers "forbidden"', async () => {
    stage.fake.world.role = 'viewer'
    await enter('/incidents')
    await settled(page)
    expect(await page.getByRole('columnheader', { name: 'Actions' }).count()).toBe(0)
    expect(await axeViolations(page)).toEqual([])
  })

  it.each(['/properties/new', `/properties/${idOf('property', 1)}/rooms/new`, '/residents/import'])(
    'is said on %s, which is for others',
    async (path) => {
      stage.fake.world.role = 'viewer'
      await enter(path)
      await heading('Not for your role').waitFor()
      expect(await page.getByRole('textbox').count()).toBe(0)
      expect(await axeViolations(page)).toEqual([])
    },
  )

  it('about the whole portfolio is not offered to somebody of one property', async () => {
    stage.fake.world.propertyIds = stage.fake.world.properties.map(({ id }) => id)
    await enter('/properties')
    await settled(page)
    await action('Add a room').first().waitFor()
    expect(await action('Add a property').count()).toBe(0)
  })
})
