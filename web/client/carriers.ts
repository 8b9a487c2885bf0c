import type { Answer } from './endpoints.ts'

type CarrierId = NonNullable<Answer<'GET /v1/label-readings/{labelReadingId}'>['reading']['carrier']>

const NAMES: Readonly<Record<string, string>> = {
  amazon: 'Amazon',
  'canada-post': 'Canada Post',
  'dhl-de': 'DHL Germany',
  'dhl-ecommerce': 'DHL eCommerce',
  'dhl-express': 'DHL Express',
  dpd: 'DPD',
  fedex: 'FedEx',
  gls: 'GLS',
  other: 'Other carrier',
  ups: 'UPS',
  usps: 'USPS',
} satisfies Record<CarrierId, string>

/** How a carrier of label readings is called; a code that is not one of theirs stays as it is. */
export const carrierName = (code: string): string => NAMES[code] ?? code
