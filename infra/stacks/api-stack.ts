import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  HttpApi,
  type HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  WebSocketApi,
  WebSocketRoute,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2'
import {
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
  WebSocketLambdaAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration, WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { ROUTES } from '../../shared/contracts/routes/all.ts'
import { VestibuleFunction, type Workshop } from '../constructs/vestibule-function.ts'
import { type AreasProps, makeAreas } from './areas.ts'
import { type EdgeStack, LIVE_STAGE } from './edge-stack.ts'

/** Properties of {@link ApiStack}. */
export interface ApiStackProps extends StackProps, AreasProps {
  readonly edge: EdgeStack
}

/** Answers of the authorizer live this long: a revoked key or session works at most as long. */
const AUTHORIZER_CACHE = Duration.seconds(60)
const THROTTLE = { rateLimit: 200, burstLimit: 400 }

/** The API: a function for each area, one authorizer before all routes that are not public, and the live pages. */
export class ApiStack extends Stack {
  readonly functions: readonly VestibuleFunction[]

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props)
    const areas = makeAreas(this, props)
    const authorize = this.#authorize(props)
    const authorizeLive = this.#authorizeLive(props)
    this.#routes(props, areas, authorize)
    const live = this.#live(props, authorizeLive)
    this.functions = [...areas.values(), authorize, authorizeLive, ...live]
  }

  #authorize({ workshop, data, identity }: ApiStackProps): VestibuleFunction {
    const fn = new VestibuleFunction(this, 'Authorize', {
      workshop,
      entry: 'functions/authorizer/authorize.ts',
      description: 'Turns a token, an API key or a signed link into a principal of one portfolio',
    })
    data.grantPrincipals(fn)
    data.grantSecret(fn)
    identity.tellIssuer(fn)
    return fn
  }

  #authorizeLive({ workshop, data }: ApiStackProps): VestibuleFunction {
    const fn = new VestibuleFunction(this, 'AuthorizeLive', {
      workshop,
      entry: 'functions/authorizer/authorize-live.ts',
      description: 'Turns the ticket of a live page into the user that it was given to, once',
    })
    data.grantUseTickets(fn)
    return fn
  }

  #routes(
    { edge, workshop }: ApiStackProps,
    areas: ReadonlyMap<string, VestibuleFunction>,
    authorize: VestibuleFunction,
  ) {
    // The API stands in another stack; what is attached to it belongs to this one, hence the reference by id.
    const httpApi = HttpApi.fromHttpApiAttributes(this, 'Door', { httpApiId: edge.httpApi.apiId })
    const authorizer = new HttpLambdaAuthorizer('Authorizer', authorize, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.Authorization'],
      resultsCacheTtl: AUTHORIZER_CACHE,
    })
    const integrations = new Map(
      [...areas].map(([area, fn]) => [
        area,
        new HttpLambdaIntegration(`${area}Integration`, fn, { scopePermissionToRoute: false }),
      ]),
    )
    const routes = ROUTES.map((route) => {
      const integration = integrations.get(route.area)
      if (!integration) throw new Error(`${route.operationId} belongs to the unknown area ${route.area}`)
      return new HttpRoute(this, route.operationId, {
        httpApi,
        integration,
        routeKey: HttpRouteKey.with(route.path, route.method as HttpMethod),
        ...(route.scope === 'public' ? {} : { authorizer }),
      })
    })
    // Whatever is no route is answered by a function too: as a problem document, like every other refusal.
    const elsewhere = new HttpRoute(this, 'Elsewhere', {
      httpApi,
      integration: integrations.get('public') as HttpLambdaIntegration,
      routeKey: HttpRouteKey.DEFAULT,
    })
    const stage = new HttpStage(this, 'Stage', {
      httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      detailedMetricsEnabled: true,
      accessLogSettings: this.#accessLog(workshop),
    })
    stage.node.addDependency(...routes, elsewhere)
  }

  #live({ edge, data, workshop }: ApiStackProps, authorize: VestibuleFunction): readonly VestibuleFunction[] {
    const webSocketApi = WebSocketApi.fromWebSocketApiAttributes(this, 'LiveDoor', { webSocketId: edge.liveApi.apiId })
    const fn = (name: string, entry: string, description: string, verb: 'Put' | 'Delete') => {
      const made = new VestibuleFunction(this, name, { workshop, entry, description })
      data.grantLiveConnections(made, verb)
      return made
    }
    const connect = fn('Connect', 'functions/live/connect.ts', 'A page opens: remembers what it shows', 'Put')
    const disconnect = fn('Disconnect', 'functions/live/disconnect.ts', 'A page closes', 'Delete')
    const routes = [
      new WebSocketRoute(this, 'ConnectRoute', {
        webSocketApi,
        routeKey: '$connect',
        integration: new WebSocketLambdaIntegration('ConnectIntegration', connect),
        authorizer: new WebSocketLambdaAuthorizer('LiveAuthorizer', authorize, {
          identitySource: ['route.request.querystring.ticket'],
        }),
      }),
      new WebSocketRoute(this, 'DisconnectRoute', {
        webSocketApi,
        routeKey: '$disconnect',
        integration: new WebSocketLambdaIntegration('DisconnectIntegration', disconnect),
      }),
    ]
    const stage = new WebSocketStage(this, 'LiveStage', {
      webSocketApi,
      stageName: LIVE_STAGE,
      autoDeploy: true,
      throttle: THROTTLE,
      detailedMetricsEnabled: true,
    })
    stage.node.addDependency(...routes)
    return [connect, disconnect]
  }

  /** Who called what with which outcome; no headers and no query, where tokens are. */
  #accessLog({ settings }: Workshop) {
    return {
      destination: new LogGroupLogDestination(
        new LogGroup(this, 'ApiLog', { retention: RetentionDays.ONE_MONTH, removalPolicy: settings.removalPolicy }),
      ),
      format: AccessLogFormat.custom(
        JSON.stringify({
          requestId: '$context.requestId',
          at: '$context.requestTimeEpoch',
          route: '$context.routeKey',
          status: '$context.status',
          latencyMs: '$context.responseLatency',
          bytes: '$context.responseLength',
          fault: '$context.integrationErrorMessage',
          authorizer: '$context.authorizer.error',
          ip: '$context.identity.sourceIp',
        }),
      ),
    }
  }
}
