import type { BrowserContext, Page, WebSocketRoute } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { axeViolations, openPage, signIn } from './browser.ts'
import { demoWorld, emptyWorld, idOf } from './fake-world.ts'
import { openStage } from './stage.ts'

const stage = openStage(emptyWorld)
let context: BrowserContext
let page: Page
let live: WebSocketRoute | undefined
let liveUp: boolean

beforeEach(async () => {
  stage.fake.world = demoWorld(Date.now())
  stage.fake.failing.clear()
  stage.fake.writes.length = 0
  liveUp = true
  ;({ page, context } = await openPage(stage.browser))
  await page.routeWebSocket(/\/live/, (socket) => {
    if (!liveUp) return void socket.close()
    live = socket
  })
})
afterEach(() => context?.close())

/** Opens a page of the console as somebody who is signed in. */
const enter = async (path = '/') => {
  await page.goto(stage.fake.origin + path)
  await signIn(page, 'dana@example.com', 'right')
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
}
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 })
const tell = (kind: string, id: string) =>
  live?.send(JSON.stringify({ type: 'changed', topics: [{ kind, id, propertyId: idOf('property', 1) }] }))

describe('before sign-in', () => {
  it('says that e-mail or password is wrong, and keeps the address', async () => {
    await page.goto(`${stage.fake.origin}/incidents`)
    await signIn(page, 'dana@example.com', 'wrong')
    await page.getByText('E-mail address or password is wrong.').waitFor()
    expect(await page.getByLabel('E-mail address').inputValue()).toBe('dana@example.com')
    expect(await axeViolations(page)).toEqual([])
    await signIn(page, 'dana@example.com', 'right')
    await heading('Incidents').waitFor()
  })

  it('signs a portfolio up and confirms it', async () => {
    await page.goto(`${stage.fake.origin}/sign-up`)
    await page.getByRole('button', { name: 'Sign up' }).click()
    expect(await page.getByText('Needed.').count()).toBe(4)
    await page.getByLabel('Portfolio name').fill('Hudson Valley Homes')
    await page.getByLabel('Your name').fill('Dana Osei')
    await page.getByLabel('E-mail address').fill('dana@example.com')
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.getByText('The password is too short; use at least 12 characters.').waitFor()
    await page.getByLabel('Password').fill('long enough for this')
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.getByLabel('Code').fill('000000')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('The code is wrong or has expired.').waitFor()
    await page.getByLabel('Code').fill('123456')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('Your portfolio stands.').waitFor()
  })

  it('stays signed in after a reload and is out after signing out', async () => {
    await enter()
    await page.reload()
    await heading('Overview').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await heading('Sign in').waitFor()
    await page.reload()
    await heading('Sign in').waitFor()
  })
})

describe('overview', () => {
  it('leads an empty portfolio to its first room', async () => {
    stage.fake.world = emptyWorld()
    await enter()
    await page.getByText('Set up your first package room').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('link', { name: 'Add a property' }).click()
    await page.getByLabel('Name').fill('Maple Court')
    await page.getByLabel('Street').fill('12 Maple Street')
    await page.getByLabel('City').fill('Albany')
    await page.getByLabel('State').fill('NY')
    await page.getByLabel('ZIP code').fill('12207')
    await page.getByRole('button', { name: 'Add the property' }).click()
    await heading('Add a room to Maple Court').waitFor()
    await page.getByLabel('Name of the room').fill('Lobby room')
    await page.getByRole('button', { name: 'Add the room' }).click()
    await heading('Lobby room').waitFor()
    await page.getByText('Nobody has entered yet.').waitFor()
    expect(stage.fake.world.rooms[0]?.zones.map(({ id }) => id)).toEqual(['A', 'B'])
  })

  it('shows the room with its door, devices, fill, and the verdict of the last visit', async () => {
    await enter()
    const room = page.getByRole('article', { name: 'Lobby room' })
    await room.getByText('Closed, locked').waitFor()
    await room.getByText('7 of 60').waitFor()
    await room.getByText('No intake').waitFor()
    await room.getByText('UPS was inside for 4 min and logged nothing').waitFor()
    await room.getByText('A device of this room is silent').waitFor()
  })

  it('acknowledges what needs action', async () => {
    await enter()
    await page.getByRole('button', { name: 'Acknowledge: UPS entered and logged nothing' }).click()
    await page.getByText('Acknowledged: UPS entered and logged nothing').waitFor()
    expect(stage.fake.world.incidents[0]?.status).toBe('acknowledged')
    await page
      .getByRole('link', { name: /Need action/ })
      .getByText('0')
      .waitFor()
  })

  it('fails in one panel alone and tries again', async () => {
    stage.fake.failing.add('listIncidents')
    await enter()
    await page.getByText('Something went wrong on our side.').waitFor()
    await page.getByRole('article', { name: 'Lobby room' }).waitFor()
    stage.fake.failing.clear()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'UPS entered and logged nothing' }).waitFor()
  })
})

describe('live updates', () => {
  it('show a change without a reload', async () => {
    await enter()
    await page.getByText('Closed, locked').waitFor()
    stage.fake.world.door = 'open'
    tell('room', idOf('room', 1))
    await page.getByText('Open, unlocked').waitFor({ timeout: 4_000 })
  })

  it('say so when they are cut, and heal by themselves', async () => {
    await enter()
    await page.getByText('Live', { exact: true }).waitFor()
    liveUp = false
    await live?.close()
    await page.getByText('Live updates stopped').waitFor()
    expect(await axeViolations(page)).toEqual([])
    stage.fake.world.door = 'open'
    await page.getByText('Open, unlocked').waitFor()
    liveUp = true
    await page.getByText('Live', { exact: true }).waitFor()
    expect(await page.getByText('Live updates stopped').count()).toBe(0)
  })
})

describe('incident', () => {
  it('is resolved with what was found out', async () => {
    await enter(`/incidents/${idOf('incident', 1)}`)
    await page.getByRole('button', { name: 'Resolve' }).click()
    const dialog = page.getByRole('dialog')
    expect(await axeViolations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Resolve' }).click()
    expect(await dialog.getByText('Needed.').count()).toBe(2)
    await dialog.getByLabel('How many packages did staff log?').fill('3')
    await dialog.getByLabel('Reason').fill('Found and logged three.')
    await dialog.getByRole('button', { name: 'Resolve' }).click()
    await page.getByText('Resolved: UPS entered and logged nothing').waitFor()
    expect(stage.fake.world.incidents[0]?.resolution).toMatchObject({ kind: 'staff_logged', packages: 3 })
  })

  it('names who takes care of it', async () => {
    await enter(`/incidents/${idOf('incident', 1)}`)
    await page.getByRole('button', { name: /^Acknowledge/ }).click()
    await page.getByRole('listitem').getByText('Dana Osei').waitFor()
  })

  it('of somebody else looks like one that does not exist', async () => {
    await enter(`/incidents/${idOf('incident', 77)}`)
    await page.getByText('This does not exist, or it belongs to somebody else.').waitFor()
  })
})

describe('packages', () => {
  it('keep filter and open package in the address', async () => {
    await enter('/packages?day=all')
    await page.getByLabel('Unit').fill('20')
    await page.waitForURL(/unit=20/)
    await page.getByRole('link', { name: 'Jack Sparrow' }).first().click()
    await page.getByRole('heading', { name: 'Chain of custody' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Chain of custody' }).waitFor()
    await page.getByText('E-mail: Delivered').waitFor()
    expect(await page.getByRole('row').count()).toBe(4)
  })

  it('without a match are given to a resident', async () => {
    await enter(`/packages?package=${idOf('package', 3)}`)
    const search = page.getByRole('combobox', { name: 'Resident' })
    await search.fill('priya')
    await page.getByRole('option', { name: /Priya Raghunathan/ }).click()
    await page.getByRole('button', { name: 'Give to a resident' }).click()
    await page.getByText('Given to Priya Raghunathan. The resident is told.').waitFor()
    expect(stage.fake.world.packages[2]).toMatchObject({ status: 'stored', unit: '7' })
  })

  it('are marked as picked up once, whatever is lost on the way', async () => {
    await enter(`/packages?package=${idOf('package', 1)}`)
    let lost = 0
    await page.route('**/pickup', async (route) => {
      lost += 1
      // The first answer is lost after the server has done the work.
      if (lost > 1) return route.continue()
      await route.fetch()
      await route.abort()
    })
    await page.getByRole('button', { name: 'Mark picked up' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Mark picked up' }).click()
    await expect
      .poll(() => stage.fake.writes.filter(({ operationId }) => operationId === 'pickUpPackage').length)
      .toBe(2)
    const keys = stage.fake.writes.filter(({ operationId }) => operationId === 'pickUpPackage').map(({ key }) => key)
    expect(keys[0]).toBe(keys[1])
  })

  it('show how their label was read', async () => {
    await enter(`/packages?package=${idOf('package', 1)}`)
    await page.getByRole('link', { name: 'See how the label was read' }).click()
    await heading('Label reading').waitFor()
    await page.getByText('Name and unit fit').waitFor()
    expect(await page.locator('polygon').count()).toBe(3)
  })
})

describe('access', () => {
  it('shows a new code once, and when the lock holds it', async () => {
    await enter('/access')
    await page.getByRole('button', { name: 'Let somebody in' }).click()
    const form = page.getByRole('dialog')
    expect(await axeViolations(page)).toEqual([])
    await form.getByLabel('Staff').check()
    await form.getByLabel('Name').fill('Sam')
    await form.getByRole('button', { name: 'Make the code' }).click()
    await page.getByText('04719283').waitFor()
    await page.getByText('Not yet confirmed.').waitFor()
    expect(await axeViolations(page)).toEqual([])
    const grant = stage.fake.world.grants[0]
    if (grant) grant.status = 'set'
    await page.getByText('Confirmed: the door controller holds the code.').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    expect(await page.getByText('04719283').count()).toBe(0)
  })

  it('revokes a code and says that it still works until then', async () => {
    await enter('/access')
    await page.getByRole('button', { name: 'Revoke: UPS' }).click()
    await page.getByText('The code works until the door controller confirms its removal').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('Removing the code of UPS.').waitFor()
  })
})

describe('devices', () => {
  it('are registered with a claim code that is shown once', async () => {
    await enter('/devices')
    await page.getByRole('button', { name: 'Register a device' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Door controller 2')
    await page.getByRole('dialog').getByRole('button', { name: 'Make the claim code' }).click()
    await page.getByText('K7Q2-9FMX-4TRA').waitFor()
    await page.getByRole('img', { name: 'The claim code as a QR code' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
  })

  it('show what was odd about them', async () => {
    await enter('/devices')
    await page.getByRole('button', { name: 'Door controller: what was odd' }).click()
    await page.getByText('Wrote settings that only we may write').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('button', { name: 'Kiosk: what was odd' }).click()
    await page.getByText('Nothing.').waitFor()
  })

  it('unlock with a reason and show what came of it', async () => {
    await enter('/devices')
    await page.getByRole('button', { name: 'Unlock the door: Lobby room' }).click()
    await page.getByLabel('Reason').fill('Driver forgot the code')
    await page.getByRole('button', { name: 'Unlock now' }).click()
    await page.getByText('Done: the door controller unlocked the door').waitFor()
  })
})

describe('resident import', () => {
  it('groups problems and writes only after confirmation', async () => {
    await enter('/residents/import')
    const file = { name: 'residents.csv', mimeType: 'text/csv', buffer: Buffer.from('firstName,lastName\n') }
    await page.getByLabel('CSV file').setInputFiles(file)
    await page.getByText('2 × phone: must be in E.164 form').waitFor()
    const imports = () => stage.fake.writes.filter(({ operationId }) => operationId === 'importResidents')
    expect(imports()).toHaveLength(1)
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Write 5 residents' }).click()
    await page.getByText('Done: 4 added, 1 changed.').waitFor()
    expect(imports()).toHaveLength(2)
  })
})

describe('by keyboard', () => {
  it('a change of page puts the focus on its heading', async () => {
    await enter()
    await page.getByRole('link', { name: 'Packages', exact: true }).focus()
    await page.keyboard.press('Enter')
    await heading('Packages').waitFor()
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('H1')
  })
})

describe('pickup page', () => {
  it('warns of an unconfirmed code and shows when it is confirmed', async () => {
    await page.goto(`${stage.fake.origin}/r#good`)
    await page.getByText('Not yet confirmed').waitFor()
    const grant = stage.fake.world.grants[1]
    if (grant) grant.status = 'set'
    await page.getByText('Type it on the keypad at the door.').waitFor()
  })

  it('confirms a package', async () => {
    await page.goto(`${stage.fake.origin}/r#good`)
    await page.getByText('3 packages wait for you in Lobby room.').waitFor()
    await page.getByRole('button', { name: /^I have it: UPS/ }).click()
    await page.getByText('Thank you. Marked as picked up.').waitFor()
    await page.getByText('2 packages wait for you in Lobby room.').waitFor()
  })

  it('explains an expired and an incomplete link', async () => {
    await page.goto(`${stage.fake.origin}/r#old`)
    await heading('This link has expired').waitFor()
    await page.goto('about:blank')
    await page.goto(`${stage.fake.origin}/r`)
    await heading('This link is not complete').waitFor()
  })
})

describe('simulated room', () => {
  it('takes codes from keys and screen', async () => {
    await page.goto(`${stage.fake.origin}/k`)
    await page.getByRole('button', { name: '7', exact: true }).click()
    await page.getByRole('button', { name: 'Enter' }).click()
    await page.getByText('Stays locked: the code is wrong.').waitFor()
    await page.locator('h1').click()
    await page.keyboard.type('04719283')
    await page.keyboard.press('Enter')
    await page.getByText('The lock opens. Go in.').waitFor()
  })

  it('logs a label', async () => {
    await page.goto(`${stage.fake.origin}/k`)
    await page.getByRole('radio', { name: 'ups photo 8747' }).check()
    await page.getByRole('button', { name: 'Log this package' }).click()
    await page.getByText('Logged. The resident is told.').waitFor()
  })
})
