import * as z from 'zod'

/**
 * Every environment variable that a function may read. Infrastructure sets them, `shared/runtime/env.ts` parses them;
 * a function asks for the ones it needs by name.
 */
export const Environment = z.object({
  STAGE: z.string().default('dev'),
  TABLE_NAME: z.string(),
  EVIDENCE_BUCKET: z.string(),
  BUS_NAME: z.string(),
  DEAD_LETTERS_URL: z.string().describe('queue for what can never be done as it is'),
  TENANT_ROLE_ARN: z.string().describe('assumed per portfolio with the session tag portfolioId'),
  SECRET_ARN: z
    .string()
    .describe('Secrets Manager secret: one random string that links are signed and codes are sealed with'),
  USER_POOL_ID: z.string(),
  USER_POOL_CLIENT_ID: z.string(),
  JWKS_URI: z
    .string()
    .optional()
    .describe('only where the keys are not at the issuer’s own address (the local emulator)'),
  IOT_DATA_ENDPOINT: z
    .string()
    .optional()
    .describe('https://… of IoT data; absent where the SDK’s default endpoint serves it'),
  DEVICE_MQTT_HOST: z.string().describe('host that devices connect to'),
  DEVICE_MQTT_PORT: z.coerce.number().int().default(8883),
  DEVICE_CA_URL: z.string().describe('where the claim fetches the CA certificate that devices trust'),
  LABEL_READER_FUNCTION: z.string(),
  LADDER_ARN: z.string().describe('state machine of the escalation ladder'),
  LIVE_ENDPOINT: z.string().describe('https://… management endpoint of the WebSocket API'),
  PAGES_URL: z.string().describe('public origin of the web pages, without a trailing slash; links are made from it'),
  EMAIL_FROM: z.string(),
  RECONCILE_QUEUE_URL: z.string(),
})
/** Names of the variables of {@link Environment}. */
export type EnvironmentName = keyof z.infer<typeof Environment>
