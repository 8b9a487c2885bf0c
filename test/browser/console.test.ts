import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiClient } from '../../local/api-client.ts'
import { asOwner, mailboxOf, systemUnderTest } from '../system.ts'
import { axeViolations, openBrowser, openPage, settled, signIn } from './browser.ts'

/** A label of the simulator, whom it is for, and its number (test/data/labels/labels.json). */
const LABEL = { name: 'usps karrio martin', number: '9234690361980900000265' }

const system = systemUnderTest()
let owner: ApiClient
let browser: Browser
let context: BrowserContext
let page: Page
let errors: string[]
let property: string
let room: string

beforeAll(async () => {
  owner = await asOwner(system)
  const { propertyId, roomId } = system.ids
  property = (await owner.call('getProperty', { params: { propertyId } })).name
  room = (await owner.call('getRoom', { params: { roomId } })).name
  browser = await openBrowser()
  ;({ page, context, errors } = await openPage(browser))
})
afterAll(async () => {
  await context?.close()
  await browser?.close()
})

const roomCard = () => page.getByRole('article', { name: room })

/** Another tab of the same browser: the simulated room. */
const atTheRoom = async (): Promise<Page> => {
  const tab = await context.newPage()
  await tab.goto(`${system.origin}/k`)
  await tab.getByRole('heading', { name: 'At the door' }).waitFor()
  return tab
}

const goIn = async (tab: Page, code: string) => {
  await tab.locator('h1').click()
  await tab.keyboard.type(code)
  await tab.keyboard.press('Enter')
  await tab.getByText('The lock opens. Go in.').waitFor()
  await tab.getByRole('button', { name: 'Open the door' }).click()
  await tab.getByText('You are inside.').waitFor()
}

const leave = async (tab: Page) => {
  await tab.getByRole('button', { name: 'Leave' }).click()
  await tab.getByText('You left').waitFor()
}

describe('the console on a running system', () => {
  let code = ''

  it('refuses a wrong password in words', async () => {
    await page.goto(system.origin)
    await signIn(page, system.owner.email, 'not-the-Password-1')
    await page.getByText('E-mail address or password is wrong.').waitFor()
  })

  it('shows the property and its room as they are', async () => {
    await signIn(page, system.owner.email, system.owner.password)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.getByRole('heading', { name: property }).waitFor()
    await roomCard().getByText('Closed, locked').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    expect(await axeViolations(page)).toEqual([])
  })

  it('makes a code for a carrier, first unconfirmed, then held by the lock', async () => {
    await page.goto(`${system.origin}/access`)
    await page.getByRole('button', { name: 'Let somebody in' }).click()
    const form = page.getByRole('dialog')
    await form.getByRole('button', { name: 'Carrier', exact: false }).first().click()
    await page.getByRole('option', { name: 'USPS' }).click()
    await form.getByRole('button', { name: 'Make the code' }).click()
    code = (await page.getByLabel('The code', { exact: true }).textContent()) ?? ''
    expect(code).toMatch(/^\d{8,10}$/)
    await page.getByText('Confirmed: the door controller holds the code.').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
  })

  it('follows a carrier who logs a package, without a reload', async () => {
    const { propertyId } = system.ids
    const before = await owner.call('listPackages', { query: { propertyId, trackingNumber: LABEL.number } })
    for (const { id, status } of before.items) {
      if (status === 'stored') {
        await owner.call('pickUpPackage', { params: { packageId: id }, body: {}, idempotencyKey: `again-${id}` })
      }
    }
    await page.goto(system.origin)
    await roomCard().getByText('Closed, locked').waitFor()
    const tab = await atTheRoom()
    await goIn(tab, code)
    await roomCard().getByText('Open, ').waitFor()
    await tab.getByRole('radio', { name: LABEL.name }).check()
    await tab.getByRole('button', { name: 'Log this package' }).click()
    await tab.getByText('What was read').waitFor()
    await leave(tab)
    await tab.close()
    await roomCard().getByText('Closed, locked').waitFor()
    await roomCard().getByText('Logged', { exact: true }).waitFor()
  })

  it('shows the package with its picture, its custody and how its label was read', async () => {
    await page.goto(`${system.origin}/packages?day=all&tracking=${LABEL.number}`)
    await page.getByRole('table').getByRole('link').first().click()
    await page.getByRole('heading', { name: 'Chain of custody' }).waitFor()
    await page.getByRole('img', { name: 'Photo of the package' }).waitFor()
    await expect.poll(() => page.evaluate("document.querySelector('img.photo').naturalWidth")).toBeGreaterThan(0)
    await page.getByRole('link', { name: 'See how the label was read' }).click()
    await page.getByRole('heading', { name: 'Label reading' }).waitFor()
    await settled(page)
    expect(await page.locator('polygon').count()).toBeGreaterThan(0)
    expect(await axeViolations(page)).toEqual([])
  })

  it('opens an incident when a carrier enters and logs nothing; Acknowledge and Resolve work', async () => {
    await page.goto(system.origin)
    await roomCard().waitFor()
    const tab = await atTheRoom()
    await goIn(tab, code)
    await tab.getByRole('button', { name: 'Walk about inside' }).click()
    await leave(tab)
    await tab.close()
    const acknowledge = page.getByRole('button', { name: /^Acknowledge: / }).first()
    await acknowledge.waitFor({ timeout: 60_000 })
    const title = ((await acknowledge.getAttribute('aria-label')) ?? '').replace('Acknowledge: ', '')
    await acknowledge.click()
    await page.getByText(`Acknowledged: ${title}`).waitFor()
    await page.getByRole('link', { name: title }).first().click()
    await page.getByRole('heading', { name: title, level: 1 }).waitFor()
    await page.getByRole('listitem').getByText('Acknowledged').first().waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Resolve' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('The carrier confirmed there were none').check()
    await dialog.getByLabel('Reason').fill('The driver brought nothing today.')
    await dialog.getByRole('button', { name: 'Resolve' }).click()
    await page.getByText(`Resolved: ${title}`).waitFor()
  })

  it('gives a resident a page with code and packages, and hears of the pickup', async () => {
    const links = async () => {
      const messages = await mailboxOf(system).all()
      return messages.flatMap(({ text }) => /https?:\/\/\S+\/r\/#\S+/.exec(text) ?? [])
    }
    await expect.poll(async () => (await links()).length, { timeout: 60_000 }).toBeGreaterThan(0)
    const link = (await links()).at(-1) ?? ''
    const phone = await openPage(browser, { screen: 'phone' })
    try {
      await phone.page.goto(link)
      await phone.page.getByRole('heading', { name: 'Your code for the door' }).waitFor()
      expect(await axeViolations(phone.page)).toEqual([])
      const confirm = phone.page.getByRole('button', { name: /^I have it/ })
      const waiting = await confirm.count()
      expect(waiting).toBeGreaterThan(0)
      await confirm.first().click()
      await phone.page.getByText('Thank you. Marked as picked up.').waitFor()
      expect(await confirm.count()).toBe(waiting - 1)
      expect(phone.errors).toEqual([])
    } finally {
      await phone.context.close()
    }
  })

  it('ran without a script error', () => {
    expect(errors).toEqual([])
  })
})
