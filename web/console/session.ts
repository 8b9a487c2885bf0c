import type { Answer } from '../client/endpoints.ts'
import { ApiProblem, makeCall } from '../client/http.ts'

const REFRESH_KEY = 'vestibule.refresh'
/** A token is renewed this long before it ends, so that no request leaves with a dying one. */
const RENEW_BEFORE_MS = 60_000

type Tokens = Answer<'POST /v1/tokens'>

/** The browser's session: the access token lives in memory only, the refresh token as long as the tab. */
export interface Session {
  readonly signedIn: () => boolean
  /** Signs in; `newPassword` takes the place of the first password of somebody invited. */
  readonly signIn: (email: string, password: string, newPassword?: string) => Promise<void>
  readonly signOut: () => void
  /** Valid access token, renewed where needed; null when nobody is signed in (any more). */
  readonly accessToken: () => Promise<string | null>
  /** Forgets an access token that the API refused; true where a new one could be had. */
  readonly renew: () => Promise<boolean>
  readonly subscribe: (changed: () => void) => () => void
}

/** Makes the session over a storage that survives a reload (sessionStorage). */
export const makeSession = (storage: Storage): Session => {
  const call = makeCall({ authorization: async () => null })
  const watchers = new Set<() => void>()
  let access: { token: string; endsAt: number } | null = null
  let refreshToken = storage.getItem(REFRESH_KEY)
  let renewal: Promise<void> | null = null

  const changed = () => {
    for (const watcher of watchers) watcher()
  }
  const keep = (tokens: Tokens) => {
    access = { token: tokens.accessToken, endsAt: Date.now() + tokens.expiresIn * 1000 }
    refreshToken = tokens.refreshToken ?? refreshToken
    if (refreshToken !== null) storage.setItem(REFRESH_KEY, refreshToken)
  }
  const signOut = () => {
    access = null
    refreshToken = null
    storage.removeItem(REFRESH_KEY)
    changed()
  }
  const refresh = async () => {
    if (refreshToken === null) return signOut()
    try {
      keep(await call('POST /v1/tokens', { body: { refreshToken } }))
    } catch (error) {
      // Without an answer the refresh token may well be good: only a refusal ends the session.
      if (error instanceof ApiProblem && error.status >= 400 && error.status < 500) signOut()
      else throw error
    }
  }
  const refreshOnce = () => {
    renewal ??= refresh().finally(() => {
      renewal = null
    })
    return renewal
  }

  return {
    signedIn: () => refreshToken !== null || access !== null,
    signIn: async (email, password, newPassword) => {
      const replaced = newPassword === undefined ? {} : { newPassword }
      keep(await call('POST /v1/tokens', { body: { email, password, ...replaced } }))
      changed()
    },
    signOut,
    accessToken: async () => {
      if (access === null && refreshToken === null) return null
      if (access === null || access.endsAt - Date.now() < RENEW_BEFORE_MS) await refreshOnce()
      return access?.token ?? null
    },
    renew: async () => {
      access = null
      await refreshOnce()
      return access !== null
    },
    subscribe: (watcher) => {
      watchers.add(watcher)
      return () => {
        watchers.delete(watcher)
      }
    },
  }
}
