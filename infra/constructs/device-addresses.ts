import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources'
import { Construct } from 'constructs'
import type { LocalAddresses } from '../config/local.ts'
import type { VestibuleFunction } from './vestibule-function.ts'

const MQTT_PORT = 8883
const AMAZON_ROOT_CA = 'https://www.amazontrust.com/repository/AmazonRootCA1.pem'

/** Where devices connect, and what functions may do to them from the cloud's side. */
export class DeviceAddresses extends Construct {
  readonly #host: string
  readonly #local: LocalAddresses | undefined

  constructor(scope: Construct, id: string, local: LocalAddresses | undefined) {
    super(scope, id)
    this.#local = local
    this.#host = local?.mqttHost ?? this.#accountEndpoint()
  }

  /** Tells a function what a newly claimed device needs to connect. */
  tellEndpoint(fn: VestibuleFunction): void {
    fn.tell('DEVICE_MQTT_HOST', this.#host)
    fn.tell('DEVICE_MQTT_PORT', String(this.#local?.mqttPort ?? MQTT_PORT))
    fn.tell('DEVICE_CA_URL', this.#local ? `${this.#local.endpoint}/_ministack/iot/ca.pem` : AMAZON_ROOT_CA)
  }

  /** Lets a function publish on the topics that lead down to devices. */
  grantPublishDown(fn: VestibuleFunction): void {
    this.#allow(fn, ['iot:Publish'], 'topic/v1/*/dn/*')
  }

  /** Lets a function read and write the shadows of devices. */
  grantShadows(fn: VestibuleFunction): void {
    this.#allow(fn, ['iot:GetThingShadow', 'iot:UpdateThingShadow'], 'thing/*')
  }

  #allow(fn: VestibuleFunction, actions: string[], resource: string): void {
    fn.allow(actions, [Stack.of(this).formatArn({ service: 'iot', resource })])
    if (this.#local) fn.tell('IOT_DATA_ENDPOINT', this.#local.endpoint)
  }

  /** The account's own endpoint, which no template can name. */
  #accountEndpoint(): string {
    const call = {
      service: 'Iot',
      action: 'DescribeEndpoint',
      parameters: { endpointType: 'iot:Data-ATS' },
      physicalResourceId: PhysicalResourceId.of('iot-data-ats'),
    }
    const lookup = new AwsCustomResource(this, 'Endpoint', {
      onUpdate: call,
      installLatestAwsSdk: false,
      memorySize: 256,
      logGroup: new LogGroup(this, 'EndpointLog', {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      // The action knows no resources.
      policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
    })
    return lookup.getResponseField('endpointAddress')
  }
}
