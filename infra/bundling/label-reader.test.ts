import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ReadLabelAnswer } from '../../shared/contracts/label.ts'
import { bundleLabelReader } from './label-reader.ts'

const picture = new URL('../../test/data/labels/usps_johndoe.png', import.meta.url)
let folder: string
let bucket: Server

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vestibule-label-reader-'))
  await bundleLabelReader(join(folder, 'code'))
  const bytes = await readFile(picture)
  bucket = createServer((request, response) => {
    const found = request.url?.startsWith('/evidence/label.png') === true
    response.writeHead(found ? 200 : 404, { 'content-type': found ? 'image/png' : 'application/xml' })
    response.end(found ? bytes : '<Error><Code>NoSuchKey</Code><Message>no</Message></Error>')
  })
  await new Promise<void>((resolve) => bucket.listen(0, '127.0.0.1', resolve))
})

afterAll(async () => {
  await new Promise((resolve) => bucket.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

/** Invokes the bundled handler in a process that knows nothing of this checkout. */
async function invoke(event: object): Promise<ReadLabelAnswer> {
  const main = join(folder, 'main.mjs')
  await writeFile(
    main,
    `import { handler } from './code/index.mjs'
     process.stdout.write(JSON.stringify(await handler(JSON.parse(process.argv[2]))))`,
  )
  const { stdout } = await promisify(execFile)(process.execPath, [main, JSON.stringify(event)], {
    cwd: folder,
    maxBuffer: 1e7,
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  })
  return ReadLabelAnswer.parse(JSON.parse(stdout))
}

const directory = [
  { residentId: 'R-0003', firstName: 'John', lastName: 'Doe', unit: '101', moveIn: '2025-01-15', moveOut: null },
]

test('the bundled folder reads a label by itself', async () => {
  const answer = await invoke({ bucket: 'evidence', key: 'label.png', directory, today: '2026-11-23' })
  expect(answer).toMatchObject({
    ok: true,
    reading: { carrier: 'usps', trackingNumber: '9405509104250026972189', match: { residentId: 'R-0003' } },
  })
})

test('a picture that is not in the bucket is a named refusal', async () => {
  const answer = await invoke({ bucket: 'evidence', key: 'gone.png', directory: [] })
  expect(answer).toMatchObject({ ok: false, refusal: { code: 'picture.missing' } })
})

test('the folder fits a function of 100 MB', async () => {
  const entries = await readdir(join(folder, 'code'), { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  )
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100 * 1024 * 1024)
})
