import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import { EventBus } from 'aws-cdk-lib/aws-events'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses'
import type { Construct } from 'constructs'
import { ID_PREFIXES } from '../../shared/contracts/ids.ts'
import { type Settings, senderDomain } from '../config/settings.ts'
import { ITEM_ACTIONS, onlyPartitions, READ_ITEMS } from '../constructs/item-access.ts'
import type { VestibuleFunction } from '../constructs/vestibule-function.ts'

/** Partitions of what has no tenant yet. */
const REGISTRY = 'PF#registry#'
/** Beginning of every partition of a portfolio. */
const ANY_PORTFOLIO = `PF#${ID_PREFIXES.portfolio}_*#`
/** Item actions by their short names. */
const items = (...verbs: ('Get' | 'Put' | 'Update' | 'Delete')[]) => verbs.map((verb) => `dynamodb:${verb}Item`)
const INDEXES = ['gsi1', 'gsi2'] as const
/** What the table does with its key in the name of whoever asks it. */
const KEY_USES = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
]

const index = (indexName: (typeof INDEXES)[number], projectionType: ProjectionType): GlobalSecondaryIndexPropsV2 => ({
  indexName,
  partitionKey: { name: `${indexName}pk`, type: AttributeType.STRING },
  sortKey: { name: `${indexName}sk`, type: AttributeType.STRING },
  projectionType,
})

/** Properties of {@link DataStack}. */
export interface DataStackProps extends StackProps {
  readonly settings: Settings
}

/** Everything that must survive a redeployment: the table, the evidence, the secret, and the bus that events leave by. */
export class DataStack extends Stack {
  readonly table: TableV2
  readonly tableKey: Key
  readonly evidence: Bucket
  /** Access logs of the other buckets and of the distribution. */
  readonly accessLogs: Bucket
  readonly secret: Secret
  readonly bus: EventBus
  readonly #settings: Settings

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props)
    this.#settings = props.settings
    const { keepsData, removalPolicy } = props.settings
    this.tableKey = new Key(this, 'TableKey', {
      description: 'Vestibule: encrypts the table',
      enableKeyRotation: true,
      removalPolicy,
    })
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: [index('gsi1', ProjectionType.ALL), index('gsi2', ProjectionType.KEYS_ONLY)],
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(this.tableKey),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keepsData,
      removalPolicy,
    })

    const bucket = { blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true, removalPolicy } as const
    this.accessLogs = new Bucket(this, 'AccessLogs', {
      ...bucket,
      encryption: BucketEncryption.S3_MANAGED,
      // CloudFront writes its logs with an access control list.
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
      lifecycleRules: [{ expiration: Duration.days(90) }],
    })
    this.evidence = new Bucket(this, 'Evidence', {
      ...bucket,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: 'evidence/',
      // The pages upload straight to the bucket with presigned addresses, from whichever origin they are served.
      cors: [
        {
          allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
          allowedOrigins: ['*'],
          allowedHeaders: ['content-type', 'x-amz-*'],
          maxAge: 3600,
        },
      ],
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        { expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(30) },
      ],
    })
    this.secret = new Secret(this, 'Secret', {
      description: 'Vestibule: links are signed and codes are sealed with keys derived from this string',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
    })
    this.bus = new EventBus(this, 'Bus', { eventBusName: `vestibule-${props.settings.stage}` })
    const sender = new EmailIdentity(this, 'Sender', { identity: Identity.domain(senderDomain(props.settings)) })
    sender.applyRemovalPolicy(removalPolicy)
    new CfnOutput(this, 'TableName', { value: this.table.tableName })
    new CfnOutput(this, 'EvidenceBucket', { value: this.evidence.bucketName })
    new CfnOutput(this, 'BusName', { value: this.bus.eventBusName })
  }

  /** ARNs that item actions name: the table and its indexes. */
  get itemArns(): string[] {
    return [this.table.tableArn, ...INDEXES.map((name) => `${this.table.tableArn}/index/${name}`)]
  }

  /** Lets a system function read items of the whole table. */
  grantRead(fn: VestibuleFunction): void {
    this.#grantItems(fn, 'Items', READ_ITEMS)
  }

  /** Lets a system function read and write items of the whole table; tenant-facing ones assume the tenant role instead. */
  grantReadWrite(fn: VestibuleFunction): void {
    this.#grantItems(fn, 'Items', ITEM_ACTIONS)
  }

  /**
   * Lets a tenant-facing function reach the registry, where lies what has no tenant yet (claim codes, key hashes,
   * memberships). The tenant role cannot, so that a portfolio never reads another's entries.
   */
  grantRegistry(fn: VestibuleFunction): void {
    this.#grantItems(fn, 'RegistryItems', ITEM_ACTIONS, `${REGISTRY}*`)
  }

  /** Lets an authorizer look into the registry and note there when a key was last used; it reads no portfolio. */
  grantPrincipals(fn: VestibuleFunction): void {
    this.#grantItems(fn, 'RegistryItems', [...READ_ITEMS, 'dynamodb:UpdateItem'], `${REGISTRY}*`)
  }

  /**
   * Lets sign-up, which anybody may call, remember who waits for a code and add a portfolio with its owner. It reads nothing
   * of a portfolio, not even of one that it made.
   */
  grantSignUp(fn: VestibuleFunction): void {
    this.#grantItems(fn, 'SignUpItems', items('Get', 'Put'), `${REGISTRY}SIGNUP#*`)
    const added = [`${REGISTRY}SUB#*`, `${ANY_PORTFOLIO}PORTFOLIO`, `${ANY_PORTFOLIO}USERS`]
    this.#grantItems(fn, 'NewPortfolioItems', items('Put'), ...added)
  }

  /** Lets the claim find its code, and add the place and the key of its device; all else it does with the tenant role. */
  grantClaims(fn: VestibuleFunction): void {
    const partitions = ['CLAIM', 'THING', 'KEY'].map((kind) => `${REGISTRY}${kind}#*`)
    this.#grantItems(fn, 'ClaimItems', items('Get', 'Put', 'Update'), ...partitions)
  }

  /** Lets a function remember (`Put`) or forget (`Delete`) which pages are open, and nothing else of any portfolio. */
  grantLiveConnections(fn: VestibuleFunction, verb: 'Put' | 'Delete'): void {
    this.#grantItems(fn, 'LiveItems', items(verb), `${ANY_PORTFOLIO}LIVE`)
  }

  /** Lets the authorizer of live pages use tickets up; it finds out whose one is by taking it. */
  grantUseTickets(fn: VestibuleFunction): void {
    this.#grantItems(fn, 'TicketItems', items('Delete'), `${REGISTRY}TICKET#*`)
  }

  /** Lets whoever reads or writes items use the table's key, by way of the table only. */
  grantTableKey(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'TableKey',
        actions: KEY_USES,
        resources: [this.tableKey.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${this.region}.amazonaws.com` } },
      }),
    )
  }

  /** Allows item actions on the partitions that `patterns` name; on all of them where there is none. */
  #grantItems(fn: VestibuleFunction, sid: string, actions: string[], ...patterns: string[]): void {
    const anyPartition = patterns.length === 0 || this.#settings.relaxations.rolesWithoutTenantConditions
    fn.addToRolePolicy(
      new PolicyStatement({
        sid,
        actions,
        resources: this.itemArns,
        ...(anyPartition ? {} : { conditions: onlyPartitions(...patterns) }),
      }),
    )
    this.grantTableKey(fn)
    fn.tell('TABLE_NAME', this.table.tableName)
  }

  /** The attribute says the ARN everywhere; the emulator's reference to a secret is its name. */
  get #secretArn(): string {
    return (this.secret.node.defaultChild as CfnSecret).attrId
  }

  /** Lets a function read the secret. */
  grantSecret(fn: VestibuleFunction): void {
    fn.allow(['secretsmanager:GetSecretValue'], [this.#secretArn])
    fn.tell('SECRET_ARN', this.#secretArn)
  }

  /** Lets a function put events on the bus. */
  grantPublish(fn: VestibuleFunction): void {
    this.bus.grantPutEventsTo(fn)
    fn.tell('BUS_NAME', this.bus.eventBusName)
  }

  /** Lets a system function read pictures. */
  grantReadEvidence(fn: VestibuleFunction): void {
    fn.allow(['s3:GetObject'], [this.evidence.arnForObjects('*')])
  }

  /** Names the evidence bucket to a tenant-facing function, whose tenant role reaches one portfolio's part of it. */
  tellEvidence(fn: VestibuleFunction): void {
    fn.tell('EVIDENCE_BUCKET', this.evidence.bucketName)
  }
}
