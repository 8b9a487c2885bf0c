/** Runs a stage and notes its milliseconds under its name; a stage that runs twice is summed. */
export type TimeStage = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** Notes how long each stage of one reading takes. */
export function makeStopwatch(): { time: TimeStage; stages: () => Record<string, number>; total: () => number } {
  const began = performance.now()
  const noted: Record<string, number> = {}
  const rounded = (ms: number) => Math.round(ms * 10) / 10
  return {
    time: async (name, work) => {
      const from = performance.now()
      try {
        return await work()
      } finally {
        noted[name] = rounded((noted[name] ?? 0) + performance.now() - from)
      }
    },
    stages: () => ({ ...noted }),
    total: () => rounded(performance.now() - began),
  }
}
