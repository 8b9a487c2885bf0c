import type { PortfolioId } from '../contracts/ids.ts'
import {
  dueAgainMs,
  firstStep,
  type MessageRecord,
  type NextStep,
  type Outlet,
  type Reason,
  resultStep,
  resumeStep,
} from '../domain/notifications/message-record.ts'
import type { MessageText } from '../domain/notifications/message-text.ts'
import { type Addresses, maskedAddresses } from '../domain/notifications/notice.ts'
import type { Messages } from '../table/messages.ts'
import type { Emails } from './email.ts'
import type { TextMessages } from './text-message.ts'

/** Something that somebody is to be told. One message is sent for each (about, reason), whoever asks and how often. */
export interface News {
  readonly about: string
  readonly reason: Reason
  readonly to: Addresses
  readonly text: MessageText
}

/** `done: false`: another sender holds the claim, or a service asks to wait; ask again after `untilMs`. */
export type Told = { readonly done: true } | { readonly done: false; readonly untilMs: number }

/**
 * Tells somebody something once, by text and e-mail. Before each send its channel is claimed in the table, after it the
 * result is written (with the claim of the next channel). A sender that dies in between leaves a claim; whoever comes
 * after it ran out marks that channel as failed, because it may have gone out, and goes on with the next. So no channel is
 * used twice, and a crash costs one channel at most.
 */
export const makeTellOnce = ({
  messages,
  texts,
  emails,
  now,
}: {
  readonly messages: Pick<Messages, 'write' | 'get'>
  readonly texts: TextMessages
  readonly emails: Emails
  readonly now: () => number
}) => {
  const send = (channel: Outlet, { to, text }: News) => {
    if (channel === 'sms' && to.phone !== null) return texts.send(to.phone, text.sms)
    if (channel === 'email' && to.email !== null)
      return emails.send(to.email, { subject: text.subject, text: text.email })
    return Promise.resolve({ sent: false, again: false, error: 'There is no such address any more.' } as const)
  }

  /** Sends on the claimed channel and on those after it, each claimed by the write of the result before. */
  const carryOn = async (
    portfolioId: PortfolioId,
    news: News,
    claimed: MessageRecord,
    channel: Outlet | null,
  ): Promise<Told> => {
    let record = claimed
    let next = channel
    while (next) {
      const step = resultStep(record, next, await send(next, news), now(), Math.random())
      // Where the claim was lost meanwhile (it ran out), another one went on: nothing more is sent from here.
      if (!(await messages.write(portfolioId, step.record))) return { done: true }
      record = step.record
      next = step.send
    }
    const untilMs = dueAgainMs(record)
    return untilMs === null ? { done: true } : { done: false, untilMs }
  }

  const act = async (portfolioId: PortfolioId, news: News, step: NextStep): Promise<Told | 'lost'> => {
    if (step.do === 'nothing') return { done: true }
    if (step.do === 'wait') return { done: false, untilMs: step.untilMs }
    if (!(await messages.write(portfolioId, step.record))) return 'lost'
    return carryOn(portfolioId, news, step.record, step.send)
  }

  return async (portfolioId: PortfolioId, news: News): Promise<Told> => {
    const { about, reason, to } = news
    const first = await act(portfolioId, news, firstStep(about, reason, maskedAddresses(to), now()))
    if (first !== 'lost') return first
    const begun = await messages.get(portfolioId, about, reason)
    const resumed = begun ? await act(portfolioId, news, resumeStep(begun, now())) : 'lost'
    return resumed === 'lost' ? { done: false, untilMs: now() } : resumed
  }
}

/** See {@link makeTellOnce}. */
export type TellOnce = ReturnType<typeof makeTellOnce>
