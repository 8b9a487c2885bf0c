import type { CodeStatus } from './notice.ts'

/** What a message about a package is written from. `code` is null where `codeStatus` is `none`. */
export interface PackageNews {
  readonly language: 'en' | 'es'
  readonly firstName: string
  readonly property: string
  readonly room: string
  readonly carrier: string | null
  readonly zone: string | null
  readonly codeStatus: CodeStatus
  readonly code: string | null
  readonly link: string
}

/** A message in its channels’ forms. The e-mail is plain text. */
export interface MessageText {
  readonly sms: string
  readonly subject: string
  readonly email: string
}

const CARRIERS: Readonly<Record<string, string>> = {
  amazon: 'Amazon',
  'canada-post': 'Canada Post',
  'dhl-de': 'DHL',
  'dhl-ecommerce': 'DHL eCommerce',
  'dhl-express': 'DHL Express',
  dpd: 'DPD',
  fedex: 'FedEx',
  gls: 'GLS',
  ups: 'UPS',
  usps: 'USPS',
}

const en = (news: PackageNews): MessageText => {
  const what = `a package${news.carrier === null ? '' : ` from ${news.carrier}`}`
  const where = `${news.room}${news.zone === null ? '' : `, shelf ${news.zone}`}`
  const code = {
    ready: `Your code: ${news.code}.`,
    not_yet_confirmed: `Your code: ${news.code} (not yet confirmed by the door; the link says when it works).`,
    none: 'Your code is not ready yet; the link shows it as soon as it is.',
  }[news.codeStatus]
  return {
    sms: `${news.property}: ${what} is here for you (${where}). ${code} ${news.link}`,
    subject: `A package for you at ${news.property}`,
    email: `Hello ${news.firstName},

${what.charAt(0).toUpperCase()}${what.slice(1)} has arrived for you: ${news.property}, ${where}.

${code}

See it, with its photo, and confirm your pickup here:
${news.link}

The link and the code are yours alone: please do not pass this message on.
`,
  }
}

const es = (news: PackageNews): MessageText => {
  const what = `un paquete${news.carrier === null ? '' : ` de ${news.carrier}`}`
  const where = `${news.room}${news.zone === null ? '' : `, estante ${news.zone}`}`
  const code = {
    ready: `Su código: ${news.code}.`,
    not_yet_confirmed: `Su código: ${news.code} (aún no confirmado por la puerta; el enlace indica cuándo funciona).`,
    none: 'Su código aún no está listo; el enlace lo mostrará en cuanto lo esté.',
  }[news.codeStatus]
  return {
    sms: `${news.property}: hay ${what} para usted (${where}). ${code} ${news.link}`,
    subject: `Un paquete para usted en ${news.property}`,
    email: `Hola, ${news.firstName}:

Ha llegado ${what} para usted: ${news.property}, ${where}.

${code}

Vea el paquete con su foto y confirme la recogida aquí:
${news.link}

El enlace y el código son solo para usted: no reenvíe este mensaje.
`,
  }
}

/** Writes the message about a package in the resident’s language. The carrier’s code is spelled out where it is known. */
export const packageReceivedText = (news: PackageNews): MessageText => {
  const named = { ...news, carrier: news.carrier === null ? null : (CARRIERS[news.carrier] ?? null) }
  return news.language === 'es' ? es(named) : en(named)
}
