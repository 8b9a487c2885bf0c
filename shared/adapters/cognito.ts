import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  type AuthenticationResultType,
  CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { type Refusal, refuse } from '../contracts/problem.ts'

/** Tokens as the API answers them. */
export interface IssuedTokens {
  readonly accessToken: string
  readonly refreshToken?: string
  readonly expiresIn: number
}

/** An account: `unconfirmed` signed up and has not sent the code, `invited` has not replaced the first password. */
export interface Account {
  readonly sub: string
  readonly state: 'unconfirmed' | 'invited' | 'confirmed'
}

const STATE_OF: Record<string, Account['state']> = { UNCONFIRMED: 'unconfirmed', FORCE_CHANGE_PASSWORD: 'invited' }

const wrong = () =>
  refuse('auth.credentials_wrong', 'The e-mail address and the password do not belong together. Check both.')

/** Refusals by the name of what the pool throws. Anything that is not here is a fault. */
const REFUSAL_OF: Record<string, () => Refusal> = {
  UsernameExistsException: () =>
    refuse(
      'auth.email_taken',
      'There is an account with this e-mail address. Confirm it with the code that was sent, or sign in.',
    ),
  InvalidPasswordException: () =>
    refuse(
      'auth.password_weak',
      'The password needs 12 characters with lower and upper case letters, digits and symbols.',
    ),
  CodeMismatchException: () =>
    refuse('auth.code_wrong', 'The confirmation code is wrong. Take the newest one from your mail.'),
  ExpiredCodeException: () =>
    refuse('auth.code_wrong', 'The confirmation code has expired. Sign up again for a new one.'),
  UserNotFoundException: () =>
    refuse('auth.code_wrong', 'The confirmation code is wrong. Take the newest one from your mail.'),
  NotAuthorizedException: wrong,
  UserNotConfirmedException: () =>
    refuse(
      'auth.sign_up_unconfirmed',
      'The e-mail address is not confirmed yet. Send the code from your mail to /v1/sign-ups/confirm.',
    ),
  PasswordResetRequiredException: wrong,
  TooManyRequestsException: () => refuse('rate.limited', 'Too many attempts. Wait a minute and try again.'),
  LimitExceededException: () => refuse('rate.limited', 'Too many attempts. Wait a few minutes and try again.'),
  TooManyFailedAttemptsException: () => refuse('rate.limited', 'Too many attempts. Wait a few minutes and try again.'),
}

const nameOf = (error: unknown): string | undefined =>
  error instanceof CognitoIdentityProviderServiceException ? error.name : undefined

const refusalOf = (error: unknown): Refusal => {
  const known = REFUSAL_OF[nameOf(error) ?? '']
  if (!known) throw error
  return known()
}

const tokensOf = (result: AuthenticationResultType | undefined): IssuedTokens => {
  if (!result?.AccessToken) throw new Error('the user pool gave no access token')
  return {
    accessToken: result.AccessToken,
    ...(result.RefreshToken ? { refreshToken: result.RefreshToken } : {}),
    expiresIn: result.ExpiresIn ?? 3600,
  }
}

const subOf = (
  attributes: readonly { Name?: string | undefined; Value?: string | undefined }[] | undefined,
): string => {
  const sub = attributes?.find(({ Name }) => Name === 'sub')?.Value
  if (!sub) throw new Error('the user has no subject')
  return sub
}

/**
 * The user pool. What people do wrong comes back as a refusal, anything else throws. Passwords, codes and tokens pass
 * through and are never logged.
 */
export const makeCognito = ({ userPoolId, clientId }: { userPoolId: string; clientId: string }) => {
  const client = new CognitoIdentityProviderClient({})
  return {
    /** Makes an account that is not confirmed yet; the pool sends the code. */
    signUp: async (account: { email: string; password: string; name: string }): Promise<Refusal | undefined> => {
      try {
        await client.send(
          new SignUpCommand({
            ClientId: clientId,
            Username: account.email,
            Password: account.password,
            UserAttributes: [
              { Name: 'email', Value: account.email },
              { Name: 'name', Value: account.name },
            ],
          }),
        )
        return undefined
      } catch (error) {
        return refusalOf(error)
      }
    },
    /** Sends the confirmation code again. */
    resendCode: async (email: string): Promise<Refusal | undefined> => {
      try {
        await client.send(new ResendConfirmationCodeCommand({ ClientId: clientId, Username: email }))
        return undefined
      } catch (error) {
        return refusalOf(error)
      }
    },
    /** Confirms the e-mail address with the code; an account that is confirmed stays so, whatever the code. */
    confirm: async (email: string, code: string): Promise<Refusal | undefined> => {
      try {
        await client.send(new ConfirmSignUpCommand({ ClientId: clientId, Username: email, ConfirmationCode: code }))
        return undefined
      } catch (error) {
        if (nameOf(error) === 'NotAuthorizedException') return undefined
        return refusalOf(error)
      }
    },
    /** The account of an e-mail address: its subject and how far it has come. Null where there is none. */
    account: async (email: string): Promise<Account | null> => {
      try {
        const user = await client.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username: email }))
        return { sub: subOf(user.UserAttributes), state: STATE_OF[user.UserStatus ?? ''] ?? 'confirmed' }
      } catch (error) {
        if (nameOf(error) === 'UserNotFoundException') return null
        throw error
      }
    },
    /** Makes an account for somebody who is invited; the pool sends a first password. Null where the address has one. */
    invite: async (account: { email: string; name: string }): Promise<Account | null> => {
      try {
        const { User } = await client.send(
          new AdminCreateUserCommand({
            UserPoolId: userPoolId,
            Username: account.email,
            DesiredDeliveryMediums: ['EMAIL'],
            UserAttributes: [
              { Name: 'email', Value: account.email },
              { Name: 'email_verified', Value: 'true' },
              { Name: 'name', Value: account.name },
            ],
          }),
        )
        return { sub: subOf(User?.Attributes), state: 'invited' }
      } catch (error) {
        if (nameOf(error) === 'UsernameExistsException') return null
        throw error
      }
    },
    /** Exchanges a password for tokens; `newPassword` takes the place of the first one of somebody invited. */
    signIn: async (email: string, password: string, newPassword?: string): Promise<IssuedTokens | Refusal> => {
      try {
        const begun = await client.send(
          new InitiateAuthCommand({
            ClientId: clientId,
            AuthFlow: 'USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME: email, PASSWORD: password },
          }),
        )
        if (!begun.ChallengeName) return tokensOf(begun.AuthenticationResult)
        if (begun.ChallengeName !== 'NEW_PASSWORD_REQUIRED') throw new Error(`unknown challenge ${begun.ChallengeName}`)
        if (!newPassword)
          return refuse(
            'auth.new_password_required',
            'The first password must be replaced. Send `newPassword` along with e-mail and password.',
          )
        const done = await client.send(
          new RespondToAuthChallengeCommand({
            ClientId: clientId,
            ChallengeName: 'NEW_PASSWORD_REQUIRED',
            ...(begun.Session ? { Session: begun.Session } : {}),
            ChallengeResponses: {
              USERNAME: begun.ChallengeParameters?.USER_ID_FOR_SRP ?? email,
              NEW_PASSWORD: newPassword,
            },
          }),
        )
        return tokensOf(done.AuthenticationResult)
      } catch (error) {
        return nameOf(error) === 'UserNotFoundException' ? wrong() : refusalOf(error)
      }
    },
    /** Exchanges a refresh token for tokens. */
    refresh: async (refreshToken: string): Promise<IssuedTokens | Refusal> => {
      try {
        const { AuthenticationResult } = await client.send(
          new InitiateAuthCommand({
            ClientId: clientId,
            AuthFlow: 'REFRESH_TOKEN_AUTH',
            AuthParameters: { REFRESH_TOKEN: refreshToken },
          }),
        )
        return tokensOf(AuthenticationResult)
      } catch (error) {
        if (nameOf(error) === 'NotAuthorizedException')
          return refuse('auth.credentials_wrong', 'The refresh token is not valid any more. Sign in again.')
        return refusalOf(error)
      }
    },
  }
}
