import * as z from 'zod'

/** RFC 9457 problem document; `code` is stable, `detail` says what was wrong, the value and the fix. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  instance: z.string().optional(),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>

/**
 * Every refusal that Vestibule answers over HTTP: stable code to status and title. One table, used by the API's error
 * mapping, the OpenAPI document and the docs. A refusal's `detail` comes from where it is decided.
 */
export const REFUSALS = {
  'request.invalid': [400, 'The request does not have the declared shape'],
  'request.not_json': [400, 'The body is not JSON'],
  'request.cursor_invalid': [400, 'The cursor is not one of ours'],
  'idempotency.key_missing': [400, 'This route needs an Idempotency-Key header'],
  'idempotency.mismatch': [409, 'The Idempotency-Key was used with another body'],
  'idempotency.in_progress': [409, 'The first request with this Idempotency-Key is still running'],
  'auth.unauthenticated': [401, 'No valid token, key or link'],
  'auth.forbidden': [403, 'The scope does not cover this route'],
  'auth.portfolio_wide': [403, 'This concerns the whole portfolio'],
  'auth.credentials_wrong': [401, 'E-mail or password is wrong'],
  'auth.new_password_required': [409, 'The first password must be replaced'],
  'auth.sign_up_unconfirmed': [409, 'The e-mail address is not confirmed yet'],
  'auth.code_wrong': [400, 'The confirmation code is wrong or expired'],
  'auth.email_taken': [409, 'There is an account with this e-mail address'],
  'auth.password_weak': [400, 'The password does not meet the policy'],
  'resource.not_found': [404, 'There is no such resource'],
  'resource.conflict': [409, 'The resource changed in between'],
  'property.name_taken': [409, 'A property of this name exists'],
  'unit.duplicate': [409, 'The unit exists'],
  'unit.unknown': [422, 'The property has no such unit'],
  'resident.moved_out': [422, 'The resident has moved out'],
  'resident.not_yet': [422, 'The resident has not moved in yet'],
  'resident.unknown': [422, 'The property has no such resident'],
  'import.empty': [422, 'The file has no rows'],
  'import.columns': [422, 'The file does not have the expected columns'],
  'import.too_large': [413, 'The file is too large'],
  'carrier.unknown': [422, 'The portfolio has no such carrier'],
  'evidence.type': [415, 'This type of file is not accepted'],
  'evidence.size': [413, 'The file is too large'],
  'evidence.missing': [422, 'The file was not uploaded'],
  'label.unreadable': [422, 'The picture cannot be read'],
  'package.duplicate_tracking': [409, 'A package with this tracking number is in the room'],
  'package.not_in_room': [409, 'The package is not in the room'],
  'room.unknown': [422, 'The property has no such room'],
  'room.no_controller': [409, 'The room has no controller in service'],
  'claim.unknown': [404, 'The claim code is unknown, used or expired'],
  'claim.csr_invalid': [400, 'The certificate signing request is not usable'],
  'device.not_claimed': [409, 'The device is not claimed yet'],
  'device.wrong_class': [422, 'This class of device cannot do that'],
  'device.offline': [409, 'The device is offline'],
  'credential.slots_full': [409, 'The controller has no free slot'],
  'credential.selector_taken': [409, 'The selector is in use in that room'],
  'grant.window_invalid': [422, 'The time window of the grant is not usable'],
  'grant.ended': [409, 'The grant is revoked or expired'],
  'incident.closed': [409, 'The incident is resolved'],
  'link.expired': [401, 'The link has expired'],
  'payload.too_large': [413, 'The request body is too large'],
  'rate.limited': [429, 'Too many requests'],
} as const satisfies Record<string, readonly [number, string]>

/** A stable refusal code. */
export type RefusalCode = keyof typeof REFUSALS

/** A refusal as a value: decided in domain or handler, turned into a {@link Problem} by the API's middleware. */
export interface Refusal {
  readonly refused: RefusalCode
  readonly detail: string
  readonly errors?: readonly { path: string; message: string }[]
}

/** Makes a refusal; `detail` says what was wrong, the value, and the fix. */
export const refuse = (refused: RefusalCode, detail: string, errors?: Refusal['errors']): Refusal =>
  errors ? { refused, detail, errors } : { refused, detail }

/** True where a decision came out as a refusal. */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refused' in value && 'detail' in value
