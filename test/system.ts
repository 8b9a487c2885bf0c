import * as tls from 'node:tls'
import { inject } from 'vitest'
import type { ApiClient } from '../local/api-client.ts'
import { type Mailbox, makeMailbox } from '../local/mailbox.ts'
import { signIn, signUp } from '../local/onboarding.ts'
import type { SystemUnderTest } from './system-setup.ts'

/** The deployed system, trusted by this test's process. */
export const systemUnderTest = (): SystemUnderTest => {
  const system = inject('system')
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), system.certificate])
  return system
}

/** A client that acts as the owner of the demo portfolio. */
export const asOwner = (system: SystemUnderTest): Promise<ApiClient> => signIn(system.origin, system.owner)

let strangers = 0
/** Another portfolio, signed up afresh: it must see nothing of the first. */
export const asStranger = async (system: SystemUnderTest): Promise<ApiClient> => {
  strangers += 1
  const name = `stranger${strangers}-${process.pid}`
  const { api } = await signUp(system.origin, mailboxOf(system), {
    portfolioName: `Other ${name}`,
    name,
    email: `${name}@example.com`,
    password: 'Another-Pass-2026',
  })
  return api
}

/** In-boxes of everybody. */
export const mailboxOf = (system: SystemUnderTest): Mailbox => makeMailbox(system.endpoint)
