import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { HttpApi, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2'
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { Settings } from '../config/settings.ts'
import type { VestibuleFunction } from '../constructs/vestibule-function.ts'
import type { DataStack } from './data-stack.ts'

/** Stage of the WebSocket API, and thereby its path at the distribution: `wss://<pages>/live`. */
export const LIVE_STAGE = 'live'

/** Serves the one page for every path that names no file, without hiding the API's own 403 and 404. */
const SINGLE_PAGE_FALLBACK = `function handler(event) {
  var request = event.request
  if (!/\\.[a-z0-9]+$/i.test(request.uri)) {
    var page = request.uri.split('/')[1]
    request.uri = page === 'r' || page === 'k' ? '/' + page + '/index.html' : '/index.html'
  }
  return request
}`

/** Properties of {@link EdgeStack}. */
export interface EdgeStackProps extends StackProps {
  readonly settings: Settings
  readonly data: DataStack
}

/**
 * The public door: pages and both APIs behind one origin. The APIs are made here without routes, so that functions can be
 * told the origin that links are made from; the api stack adds routes, authorizers and stages.
 */
export class EdgeStack extends Stack {
  readonly httpApi: HttpApi
  readonly liveApi: WebSocketApi
  readonly pages: Bucket
  readonly distribution: Distribution
  /** Public origin of the pages; no trailing slash. */
  readonly pagesUrl: string
  readonly #liveEndpoint: string

  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    super(scope, id, props)
    const { settings, data } = props
    const { addresses } = settings.relaxations
    this.httpApi = new HttpApi(this, 'Api', { description: 'Vestibule API', createDefaultStage: false })
    this.liveApi = new WebSocketApi(this, 'Live', {
      description: 'Vestibule: live pages',
      routeSelectionExpression: '$request.body.action',
    })
    this.pages = new Bucket(this, 'Pages', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      serverAccessLogsBucket: data.accessLogs,
      serverAccessLogsPrefix: 'pages/',
      removalPolicy: settings.removalPolicy,
    })
    this.distribution = this.#distribution(data)
    this.pagesUrl = addresses?.pagesUrl ?? `https://${this.distribution.distributionDomainName}`
    this.#liveEndpoint = addresses
      ? `${addresses.endpoint}/_aws/execute-api/${this.liveApi.apiId}/${LIVE_STAGE}`
      : `https://${this.#domainOf(this.liveApi.apiId)}/${LIVE_STAGE}`
    new CfnOutput(this, 'ApiId', { value: this.httpApi.apiId })
    new CfnOutput(this, 'LiveApiId', { value: this.liveApi.apiId })
    new CfnOutput(this, 'PagesBucket', { value: this.pages.bucketName })
    new CfnOutput(this, 'PagesUrl', { value: this.pagesUrl })
    new CfnOutput(this, 'DistributionId', { value: this.distribution.distributionId })
    new CfnOutput(this, 'DistributionDomain', { value: this.distribution.distributionDomainName })
  }

  /** Tells a function the public origin of the pages. */
  tellPages(fn: VestibuleFunction): void {
    fn.tell('PAGES_URL', this.pagesUrl)
  }

  /** Lets a function send to open pages. */
  grantPush(fn: VestibuleFunction): void {
    const arn = this.formatArn({
      service: 'execute-api',
      resource: this.liveApi.apiId,
      resourceName: `${LIVE_STAGE}/POST/@connections/*`,
    })
    fn.allow(['execute-api:ManageConnections'], [arn])
    fn.tell('LIVE_ENDPOINT', this.#liveEndpoint)
  }

  #domainOf(apiId: string): string {
    return `${apiId}.execute-api.${this.region}.${this.urlSuffix}`
  }

  #distribution(data: DataStack): Distribution {
    // Addresses of evidence are signed in path style; the slash at the end lets a browser reach this bucket only.
    const evidence = `https://s3.${this.region}.${this.urlSuffix}/${data.evidence.bucketName}/`
    const securityHeaders = new ResponseHeadersPolicy(this, 'SecurityHeaders', {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          override: true,
          contentSecurityPolicy: [
            "default-src 'self'",
            `img-src 'self' data: blob: ${evidence}`,
            `connect-src 'self' ${evidence}`,
            "style-src 'self' 'unsafe-inline'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
          ].join('; '),
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
      },
    })
    const api: Omit<BehaviorOptions, 'origin'> = {
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    }
    return new Distribution(this, 'Distribution', {
      comment: 'Vestibule: pages and API',
      defaultRootObject: 'index.html',
      priceClass: PriceClass.PRICE_CLASS_100,
      logBucket: data.accessLogs,
      logFilePrefix: 'distribution/',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.pages),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: securityHeaders,
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: new EdgeFunction(this, 'SinglePageFallback', {
              code: FunctionCode.fromInline(SINGLE_PAGE_FALLBACK),
              runtime: FunctionRuntime.JS_2_0,
            }),
          },
        ],
      },
      additionalBehaviors: {
        '/v1/*': { ...api, origin: new HttpOrigin(this.#domainOf(this.httpApi.apiId)) },
        [`/${LIVE_STAGE}*`]: { ...api, origin: new HttpOrigin(this.#domainOf(this.liveApi.apiId)) },
      },
    })
  }
}
