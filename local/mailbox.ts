import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod'

const LOOK_EVERY_MS = 1000

/** A message that the local AWS was asked to deliver, as its recipient would read it. */
export interface Delivered {
  readonly channel: 'email' | 'sms'
  readonly to: string
  readonly text: string
}

const Emails = z.object({
  messages: z.record(
    z.string(),
    z.array(z.object({ To: z.array(z.string()), Subject: z.string(), BodyText: z.string() })),
  ),
})
const Texts = z.object({ sms_messages: z.record(z.string(), z.array(z.looseObject({ Message: z.string() }))) })

/** Reads what the emulator at `endpoint` delivered: the in-box of every recipient. */
export const makeMailbox = (endpoint: string) => {
  const json = async (path: string): Promise<unknown> => (await fetch(`${endpoint}/_ministack/${path}`)).json()

  const all = async (): Promise<Delivered[]> => {
    const emails = Emails.parse(await json('ses/messages'))
    const texts = Texts.parse(await json('sns/sms-messages'))
    return [
      ...Object.values(emails.messages)
        .flat()
        .flatMap((mail) =>
          mail.To.map((to) => ({ channel: 'email' as const, to, text: `${mail.Subject}\n${mail.BodyText}` })),
        ),
      ...Object.entries(texts.sms_messages).flatMap(([to, list]) =>
        list.map((sms) => ({ channel: 'sms' as const, to, text: sms.Message })),
      ),
    ]
  }
  return {
    all,
    /** Messages to one address or phone number, oldest first. */
    of: async (to: string): Promise<Delivered[]> => (await all()).filter((message) => message.to === to),
  }
}

/** Tells of every message that is delivered from now on, until the signal; a look that fails is made up for by the next. */
export const followMailbox = async (
  mailbox: Mailbox,
  told: (message: Delivered) => void,
  signal: AbortSignal,
): Promise<void> => {
  // In-boxes only grow, so what stands behind the known length of one is new.
  const known = new Map<string, number>()
  const news = async (): Promise<Delivered[]> => {
    const boxes = Map.groupBy(await mailbox.all(), ({ channel, to }) => `${channel} ${to}`)
    return [...boxes].flatMap(([box, messages]) => {
      const fresh = messages.slice(known.get(box) ?? 0)
      known.set(box, messages.length)
      return fresh
    })
  }
  await news()
  while (!signal.aborted) {
    for (const message of await news().catch(() => [])) told(message)
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** See {@link makeMailbox}. */
export type Mailbox = ReturnType<typeof makeMailbox>
