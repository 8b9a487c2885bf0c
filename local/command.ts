import { MissingPart } from './python.ts'

/**
 * Runs a command that starts servers: `body` registers what is to be stopped, and everything is stopped in reverse order
 * when it ends, fails, or the person presses Ctrl-C. Exits with what `body` answers; 1 on a failure, 130 on Ctrl-C.
 */
export const runCommand = async (
  body: (stopLater: (stop: () => Promise<void>) => void) => Promise<number>,
): Promise<never> => {
  const stops: (() => Promise<void>)[] = []
  let stopping: Promise<void> | undefined
  const stopAll = () => {
    stopping ??= (async () => {
      for (const stop of stops.reverse()) await stop().catch((error: unknown) => console.error(String(error)))
    })()
    return stopping
  }
  const interrupted = () => {
    console.error('\nStopping…')
    void stopAll().then(() => process.exit(130))
  }
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted).on('SIGHUP', interrupted)
  let code = 1
  try {
    code = await body((stop) => stops.push(stop))
  } catch (error) {
    // After Ctrl-C whatever was under way fails; that is not news.
    if (!stopping) console.error(error instanceof MissingPart ? error.message : error)
  }
  await stopAll()
  process.exit(code)
}
