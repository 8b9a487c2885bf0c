import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito'
import type { Construct } from 'constructs'
import type { Settings } from '../config/settings.ts'
import type { VestibuleFunction } from '../constructs/vestibule-function.ts'

/** Properties of {@link IdentityStack}. */
export interface IdentityStackProps extends StackProps {
  readonly settings: Settings
}

/** Who people are: one user pool, open to sign-up, and the pages' client of it. */
export class IdentityStack extends Stack {
  readonly userPool: UserPool
  readonly client: UserPoolClient
  readonly #settings: Settings

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props)
    this.#settings = props.settings
    this.userPool = new UserPool(this, 'Users', {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      keepOriginal: { email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: props.settings.keepsData,
      removalPolicy: props.settings.removalPolicy,
    })
    this.client = this.userPool.addClient('Pages', {
      authFlows: { userPassword: true, userSrp: true },
      generateSecret: false,
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    })
    new CfnOutput(this, 'UserPoolId', { value: this.userPool.userPoolId })
    new CfnOutput(this, 'UserPoolClientId', { value: this.client.userPoolClientId })
  }

  /** Lets a function look up accounts by their e-mail address. */
  grantLookUp(fn: VestibuleFunction): void {
    this.userPool.grant(fn, 'cognito-idp:AdminGetUser')
  }

  /** Lets a function invite users, who get a first password by e-mail. */
  grantInvite(fn: VestibuleFunction): void {
    this.userPool.grant(fn, 'cognito-idp:AdminGetUser', 'cognito-idp:AdminCreateUser')
  }

  /** Tells a function which pool people sign in to, and by which client. */
  tellPool(fn: VestibuleFunction): void {
    fn.tell('USER_POOL_ID', this.userPool.userPoolId)
    fn.tell('USER_POOL_CLIENT_ID', this.client.userPoolClientId)
  }

  /** Tells a function whose tokens to trust, and where the pool's keys are if not at the issuer's address. */
  tellIssuer(fn: VestibuleFunction): void {
    this.tellPool(fn)
    const endpoint = this.#settings.relaxations.addresses?.endpoint
    if (endpoint) fn.tell('JWKS_URI', `${endpoint}/${this.userPool.userPoolId}/.well-known/jwks.json`)
  }
}
