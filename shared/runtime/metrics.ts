import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { type Counted, METRIC_NAMESPACE, METRIC_SERVICE } from '../contracts/metrics.ts'

const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: METRIC_SERVICE })

/** Counts one. Written at once, so that it is not lost with a fault that follows. */
export const count = (name: Counted): void => {
  metrics.singleMetric().addMetric(name, MetricUnit.Count, 1)
}
