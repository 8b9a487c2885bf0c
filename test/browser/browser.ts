import chromium from '@sparticuz/chromium'
import axe from 'axe-core'
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core'

/** Screens that every page is looked at on: a desk and a phone. */
export const SCREENS = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const

/**
 * Starts the headless browser that comes with the npm package; nothing is installed beside it. Its own flags are left out:
 * they switch web security off and run everything in one process, which dies with the first context that is closed.
 */
export const openBrowser = async (): Promise<Browser> =>
  playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--headless=shell', '--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
  })

/** A page in a context of its own; errors of the page are collected, so that a test can say that there were none. */
export const openPage = async (
  browser: Browser,
  {
    screen = 'desk',
    colorScheme = 'light',
  }: { screen?: keyof typeof SCREENS | { width: number; height: number }; colorScheme?: 'light' | 'dark' } = {},
): Promise<{ page: Page; context: BrowserContext; errors: string[] }> => {
  const viewport = typeof screen === 'string' ? SCREENS[screen] : screen
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce', locale: 'en-US' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // A refused request is a state under test; a blocked one or a broken script is not.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text())
  })
  return { page, context, errors }
}

/** Signs in at whatever address is open. */
export const signIn = async (page: Page, email: string, password: string): Promise<void> => {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** What axe finds wrong on a page (WCAG A and AA up to 2.2, and best practice), one line each; empty when all is well. */
export const axeViolations = async (page: Page): Promise<string[]> => {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source)
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations } = (await page.evaluate(
    `axe.run(document, ${JSON.stringify({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })})`,
  )) as { violations: Violation[] }
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary?.replaceAll('\n', ' ') ?? ''}`,
    ),
  )
}

/** How far the page scrolls sideways, in pixels; 0 when it fits. */
export const sidewaysScroll = async (page: Page): Promise<number> =>
  (await page.evaluate(
    'Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)',
  )) as number

/** Waits until the page has its heading and nothing on it is still being read. */
export const settled = async (page: Page): Promise<void> => {
  await page.locator('h1').first().waitFor()
  await page.locator('.waiting').first().waitFor({ state: 'detached' })
}
