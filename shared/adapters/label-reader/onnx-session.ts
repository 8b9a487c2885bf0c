import type { InferenceSession } from 'onnxruntime-node'

/** How the text models run: their threads wait asleep, so that two of them on a busy or small machine do not burn it. */
export const sessionOptions = (threads: number): InferenceSession.SessionOptions => ({
  intraOpNumThreads: threads,
  graphOptimizationLevel: 'all',
  extra: { session: { intra_op: { allow_spinning: '0' } } },
})
