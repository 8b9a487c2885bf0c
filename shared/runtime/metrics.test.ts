import { expect, test, vi } from 'vitest'
import { METRIC_NAMESPACE, METRIC_SERVICE } from '../contracts/metrics.ts'

test('what is counted is a metric under the one dimension that its alarm looks at, whatever the function is called', async () => {
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'IngestEvents')
  // Written with console.log, which the test can listen to.
  vi.stubEnv('POWERTOOLS_DEV', 'true')
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false')
  vi.resetModules()
  const written: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void written.push(line))
  const { count } = await import('./metrics.ts')
  count('IntegrityConflict')
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  const [line] = written.map((text) => JSON.parse(text))
  expect(line).toMatchObject({ service: METRIC_SERVICE, IntegrityConflict: 1 })
  expect(line._aws.CloudWatchMetrics).toEqual([
    { Namespace: METRIC_NAMESPACE, Dimensions: [['service']], Metrics: [{ Name: 'IntegrityConflict', Unit: 'Count' }] },
  ])
})
