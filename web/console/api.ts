import { ApiProblem, type Call, makeCall } from '../client/http.ts'
import { makeSession } from './session.ts'

/** Who is signed in, in this tab. */
export const session = makeSession(sessionStorage)

const asUser = makeCall({
  authorization: async () => {
    const token = await session.accessToken()
    return token === null ? null : `Bearer ${token}`
  },
})

/** The API as the signed-in user; a refused access token is renewed once, then the session ends. */
export const api: Call = async (endpoint, input) => {
  try {
    return await asUser(endpoint, input)
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'auth.unauthenticated' || !session.signedIn()) throw error
    if (!(await session.renew())) throw error
    return asUser(endpoint, input)
  }
}

/** The API without anybody: sign-up and confirmation. */
export const publicApi: Call = makeCall({ authorization: async () => null })
