import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeCognito } from './cognito.ts'

const pool = mockClient(CognitoIdentityProviderClient)
const cognito = makeCognito({ userPoolId: 'us-east-1_x', clientId: 'c' })
beforeEach(() => pool.reset())

const says = (name: string) =>
  new CognitoIdentityProviderServiceException({ name, message: name, $fault: 'client', $metadata: {} })
const account = { email: 'o@example.com', password: 'Correct-Horse-9!', name: 'Olga' }

describe('signing up', () => {
  it.each([
    ['UsernameExistsException', 'auth.email_taken'],
    ['InvalidPasswordException', 'auth.password_weak'],
    ['TooManyRequestsException', 'rate.limited'],
  ])('%s is the refusal %s', async (name, refused) => {
    pool.on(SignUpCommand).rejects(says(name))
    expect(await cognito.signUp(account)).toMatchObject({ refused })
  })

  it('sends e-mail and name along', async () => {
    pool.on(SignUpCommand).resolves({})
    expect(await cognito.signUp(account)).toBeUndefined()
    expect(pool.call(0).args[0].input).toMatchObject({
      ClientId: 'c',
      Username: account.email,
      UserAttributes: [
        { Name: 'email', Value: account.email },
        { Name: 'name', Value: 'Olga' },
      ],
    })
  })

  it('fails on what is no refusal', async () => {
    pool.on(SignUpCommand).rejects(says('InternalErrorException'))
    await expect(cognito.signUp(account)).rejects.toThrow('InternalErrorException')
  })
})

describe('confirming', () => {
  it.each(['CodeMismatchException', 'ExpiredCodeException', 'UserNotFoundException'])(
    '%s is a wrong code',
    async (name) => {
      pool.on(ConfirmSignUpCommand).rejects(says(name))
      expect(await cognito.confirm(account.email, '000000')).toMatchObject({ refused: 'auth.code_wrong' })
    },
  )

  it('again changes nothing', async () => {
    pool.on(ConfirmSignUpCommand).rejects(says('NotAuthorizedException'))
    expect(await cognito.confirm(account.email, '123456')).toBeUndefined()
  })
})

describe('accounts', () => {
  const UserAttributes = [{ Name: 'sub', Value: 's1' }]
  it.each([
    ['UNCONFIRMED', 'unconfirmed'],
    ['FORCE_CHANGE_PASSWORD', 'invited'],
    ['CONFIRMED', 'confirmed'],
  ] as const)('that are %s are %s', async (UserStatus, state) => {
    pool.on(AdminGetUserCommand).resolves({ Username: 'u', UserStatus, UserAttributes })
    expect(await cognito.account(account.email)).toEqual({ sub: 's1', state })
  })

  it('that are not there are none', async () => {
    pool.on(AdminGetUserCommand).rejects(says('UserNotFoundException'))
    expect(await cognito.account(account.email)).toBeNull()
  })

  it('are invited once', async () => {
    pool
      .on(AdminCreateUserCommand)
      .resolvesOnce({ User: { Attributes: UserAttributes } })
      .rejects(says('UsernameExistsException'))
    expect(await cognito.invite(account)).toEqual({ sub: 's1', state: 'invited' })
    expect(await cognito.invite(account)).toBeNull()
  })
})

describe('signing in', () => {
  const AuthenticationResult = { AccessToken: 'a', RefreshToken: 'r', ExpiresIn: 3600 }

  it('gives tokens', async () => {
    pool.on(InitiateAuthCommand).resolves({ AuthenticationResult })
    expect(await cognito.signIn(account.email, 'p')).toEqual({ accessToken: 'a', refreshToken: 'r', expiresIn: 3600 })
  })

  it.each([
    ['NotAuthorizedException', 'auth.credentials_wrong'],
    ['UserNotFoundException', 'auth.credentials_wrong'],
    ['UserNotConfirmedException', 'auth.sign_up_unconfirmed'],
  ])('%s is the refusal %s', async (name, refused) => {
    pool.on(InitiateAuthCommand).rejects(says(name))
    expect(await cognito.signIn(account.email, 'p')).toMatchObject({ refused })
  })

  it('for the first time needs a new password', async () => {
    pool
      .on(InitiateAuthCommand)
      .resolves({ ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: 's', ChallengeParameters: { USER_ID_FOR_SRP: 'u' } })
    pool.on(RespondToAuthChallengeCommand).resolves({ AuthenticationResult })
    expect(await cognito.signIn(account.email, 'p')).toMatchObject({ refused: 'auth.new_password_required' })
    expect(await cognito.signIn(account.email, 'p', 'New-Horse-10!')).toMatchObject({ accessToken: 'a' })
    expect(pool.commandCalls(RespondToAuthChallengeCommand)[0]?.args[0].input).toMatchObject({
      Session: 's',
      ChallengeResponses: { USERNAME: 'u', NEW_PASSWORD: 'New-Horse-10!' },
    })
  })

  it('with a refresh token gives an access token, until it is revoked', async () => {
    pool
      .on(InitiateAuthCommand)
      .resolvesOnce({ AuthenticationResult: { AccessToken: 'b', ExpiresIn: 60 } })
      .rejects(says('NotAuthorizedException'))
    expect(await cognito.refresh('r')).toEqual({ accessToken: 'b', expiresIn: 60 })
    expect(await cognito.refresh('r')).toMatchObject({ refused: 'auth.credentials_wrong' })
  })
})
