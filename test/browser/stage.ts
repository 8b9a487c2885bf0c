import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { openBrowser } from './browser.ts'
import { type FakeApi, startFakeApi } from './fake-api.ts'
import type { FakeWorld } from './fake-world.ts'

/** What a file's tests play on: a browser, and an API that answers from a pretend world. There from the first test on. */
export interface Stage {
  readonly fake: FakeApi
  readonly browser: Browser
}

/** Opens a stage before a file's tests and closes it after them. */
export const openStage = (world: () => FakeWorld): Stage => {
  let fake: FakeApi | undefined
  let browser: Browser | undefined
  const there = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('the stage opens before the first test')
    return part
  }
  beforeAll(async () => {
    fake = await startFakeApi(world())
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await fake?.stop()
  })
  return {
    get fake() {
      return there(fake)
    },
    get browser() {
      return there(browser)
    },
  }
}
