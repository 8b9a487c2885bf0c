import type { LabelCarrierId } from '../../shared/contracts/label.ts'
import { gs1CheckDigit } from '../../shared/domain/labels/check-digits.ts'
import type { Addressee } from './addressees.ts'
import type { Random } from './random.ts'

/** A label as ZPL (8 dots a millimetre, 4 x 6 inch) and the number it carries. */
export type GeneratedLabel = { readonly carrier: LabelCarrierId; readonly zpl: string; readonly trackingNumber: string }

const plain = (text: string) => text.replace(/[_^~\\]/g, ' ')
const text = (x: number, y: number, height: number, value: string, width = 0) =>
  `^FO${x},${y}^A0N,${height},${width}^FD${plain(value)}^FS`
const code128 = (x: number, y: number, height: number, module: number, value: string) =>
  `^FO${x},${y}^BY${module}^BCN,${height},N,N,N,A^FD${value}^FS`
const gs1Code128 = (x: number, y: number, height: number, module: number, value: string) =>
  `^FO${x},${y}^BY${module}^BCN,${height},N,N,N,N^FD>;>8${value}^FS`
const rule = (y: number, thickness = 4) => `^FO20,${y}^GB772,${thickness},${thickness}^FS`
const block = (x: number, y: number, height: number, lines: readonly string[]) =>
  lines.map((line, i) => text(x, y + i * Math.round(height * 1.25), height, line)).join('')
const label = (body: string) => `^XA^CI28^PW812^LL1218${body}^XZ`

const fours = (number: string) => number.replace(/(.{4})(?=.)/g, '$1 ')

const senders = ['NORTHWIND TRADERS', 'BLUE HERON BOOKS', 'ACME PARTS LLC', 'PAPER & PINE CO', 'Fabrikam Outfitters']
const senderLines = (random: Random, name: string) => [
  name,
  `${random.integer(10, 999)} COMMERCE PKWY STE ${random.integer(100, 900)}`,
  'MEMPHIS TN 38118',
]

function ups(addressee: Addressee, sender: string, random: Random): GeneratedLabel {
  const body = `${random.digits(6).replace(/[0-3]/g, (digit) => 'AEFW'[Number(digit)] as string)}03${random.digits(7)}`
  const sum = [...body].reduce(
    (total, letter, i) =>
      total + (letter >= 'A' ? (letter.charCodeAt(0) - 63) % 10 : Number(letter)) * (i % 2 === 0 ? 1 : 2),
    0,
  )
  const number = `1Z${body}${(10 - (sum % 10)) % 10}`
  const printed = `${number.slice(0, 2)} ${number.slice(2, 5)} ${number.slice(5, 8)} ${number.slice(8, 10)} ${fours(number.slice(10))}`
  return {
    carrier: 'ups',
    trackingNumber: number,
    zpl: label(
      block(25, 20, 22, senderLines(random, sender)) +
        text(520, 20, 30, `${random.integer(1, 40)} LBS`) +
        text(690, 20, 26, '1 OF 1') +
        text(25, 150, 28, 'SHIP TO:') +
        block(75, 185, random.pick([30, 32, 34]), addressee.lines) +
        rule(400) +
        gs1Code128(330, 480, 90, 3, `420${addressee.postal}`) +
        text(330, 420, 50, `TX ${random.digits(3)} 9-${random.digits(2)}`) +
        rule(600, 12) +
        text(25, 625, 46, random.pick(['UPS GROUND', 'UPS 2ND DAY AIR', 'UPS STANDARD'])) +
        text(25, 690, 30, `TRACKING #: ${printed}`) +
        rule(730) +
        code128(110, 760, 210, 3, number) +
        rule(1000, 12) +
        text(25, 1030, 24, 'BILLING: P/P') +
        text(25, 1060, 24, 'DESC: Goods'),
    ),
  }
}

function usps(addressee: Addressee, sender: string, random: Random): GeneratedLabel {
  const body = `94${random.pick(['00', '05', '08'])}5${random.digits(16)}`
  const number = `${body}${gs1CheckDigit(body)}`
  return {
    carrier: 'usps',
    trackingNumber: number,
    zpl: label(
      text(40, 40, 150, random.pick(['G', 'P'])) +
        text(560, 40, 26, 'US POSTAGE PAID') +
        text(560, 72, 22, `${random.integer(1, 15)} OZ ZONE ${random.integer(1, 8)}`) +
        rule(220) +
        text(170, 235, 44, random.pick(['USPS GROUND ADVANTAGE', 'USPS PRIORITY MAIL'])) +
        rule(295) +
        block(40, 315, 24, senderLines(random, sender)) +
        text(680, 320, 34, '0003') +
        (random.chance(0.5) ? text(40, 545, 26, 'SHIP TO:') : '') +
        block(170, 540, random.pick([30, 32, 36]), addressee.lines) +
        rule(760, 8) +
        text(230, 780, 34, 'USPS TRACKING #') +
        gs1Code128(60, 830, 180, 2, `420${addressee.postal}>8${number}`) +
        text(190, 1040, 32, fours(number)) +
        rule(1090, 8) +
        `^FO680,1105^BXN,4,200,,,,_^FD_1420${addressee.postal}_1${number}^FS`,
    ),
  }
}

function fedex(addressee: Addressee, sender: string, random: Random): GeneratedLabel {
  const body = `7${random.digits(10)}`
  const sum = [...body].reduce((total, digit, i) => total + Number(digit) * ([3, 1, 7][i % 3] as number), 0)
  const number = `${body}${(sum % 11) % 10}`
  const name = addressee.nameLine.replace(/^ATTN: /, '')
  const fields = [
    `02${addressee.postal}`,
    '840',
    '019',
    `${number}0201`,
    'FDE',
    random.digits(9),
    random.digits(3),
    '',
    '1/1',
    '2.00LB',
    'N',
    addressee.lines[1] ?? '',
    'AUSTIN',
    'TX',
    name,
  ]
  const data = `[)>_1E01_1D${fields.map(plain).join('_1D')}_1E06_1D10ZED004_1D_1E_04`
  const coded = `^FO40,440^BY2,3^B7N,8,5,11,,N^FH_^FD${data}^FS`
  return {
    carrier: 'fedex',
    trackingNumber: number,
    zpl: label(
      text(25, 20, 22, `ORIGIN ID:MEMA  (901) 555-01${random.digits(2)}`) +
        block(25, 48, 22, senderLines(random, sender)) +
        text(480, 20, 22, 'SHIP DATE: 20NOV26') +
        text(480, 46, 22, 'ACTWGT: 2.00 LB') +
        text(480, 72, 22, `CAD: ${random.digits(9)}/WSXI3600`) +
        text(480, 110, 22, 'BILL SENDER') +
        rule(150) +
        text(15, 165, 26, 'TO') +
        block(65, 165, random.pick([32, 34, 36]), addressee.lines) +
        text(65, 370, 20, `(555) 555-01${random.digits(2)}`) +
        text(400, 370, 20, 'REF:') +
        (random.chance(0.6) ? coded : '') +
        text(640, 470, 60, 'FedEx') +
        text(650, 530, 26, random.pick(['Express', 'Ground'])) +
        rule(700) +
        text(25, 735, 26, 'TRK#') +
        text(110, 728, 40, fours(number)) +
        text(560, 728, 34, 'STANDARD OVERNIGHT') +
        text(25, 800, 90, 'XH AUSA') +
        text(640, 810, 40, addressee.postal) +
        code128(70, 930, 220, 2, `1001${random.digits(18)}${number}`),
    ),
  }
}

function amazon(addressee: Addressee, sender: string, random: Random): GeneratedLabel {
  const number = `TBA${random.pick(['30', '31', '32'])}${random.digits(10)}`
  return {
    carrier: 'amazon',
    trackingNumber: number,
    zpl: label(
      block(30, 30, 22, [sender, 'MEMPHIS TN 38118']) +
        text(560, 40, 40, `${random.digits(1)}.${random.digits(2)} LB`) +
        rule(130) +
        block(60, 170, random.pick([32, 36, 38]), addressee.lines) +
        rule(420) +
        text(60, 460, 90, `D${random.pick(['AU', 'PD', 'CH'])}${random.integer(1, 9)}`) +
        text(420, 460, 60, 'CYCLE 1') +
        rule(580) +
        code128(70, 620, 200, 3, number) +
        text(220, 840, 36, number) +
        rule(900) +
        `^FO560,930^BQN,2,7^FDQA,${number}^FS` +
        text(60, 960, 30, 'AMZN_US'.replace('_', ' ')),
    ),
  }
}

function dhl(addressee: Addressee, sender: string, random: Random): GeneratedLabel {
  const body = `${random.integer(1, 9)}${random.digits(8)}`
  const number = `${body}${Number(body) % 7}`
  const piece = `JD0146000${random.digits(11)}`
  return {
    carrier: 'dhl-express',
    trackingNumber: number,
    zpl: label(
      text(20, 20, 36, 'EXPRESS WORLDWIDE') +
        text(480, 20, 46, 'WPX') +
        text(640, 20, 50, 'DHL') +
        rule(80) +
        text(20, 95, 22, 'From :') +
        block(100, 95, 22, [...senderLines(random, sender), 'UNITED STATES OF AMERICA']) +
        text(690, 95, 26, 'Origin:') +
        text(690, 125, 40, 'MEM') +
        rule(230) +
        text(20, 245, 22, 'To :') +
        block(100, 245, random.pick([30, 34]), [...addressee.lines, 'UNITED STATES OF AMERICA']) +
        rule(470, 6) +
        text(170, 485, 56, 'US-AUS-AUS') +
        rule(550) +
        text(20, 570, 24, `Ref No: ${random.digits(7)}`) +
        text(540, 570, 30, '1.5 kg') +
        text(690, 570, 30, '1/1') +
        code128(40, 640, 110, 3, number) +
        text(170, 760, 26, `WAYBILL ${number.slice(0, 2)} ${fours(number.slice(2))}`) +
        code128(60, 800, 120, 2, `2LUS${addressee.postal}+48000001`) +
        text(230, 925, 24, `(2L)US${addressee.postal}+48000001`) +
        code128(60, 970, 150, 2, `J${piece}`) +
        text(200, 1125, 26, `(J) ${fours(piece)}`),
    ),
  }
}

const layouts = [usps, ups, fedex, amazon, dhl]

/** Draws one label of one of the five carriers; the sender is now and then a resident's name, which must never be matched. */
export function drawLabel(addressee: Addressee, residentNames: readonly string[], random: Random): GeneratedLabel {
  const sender = random.chance(0.08) ? random.pick(residentNames).toUpperCase() : random.pick(senders)
  return random.pick(layouts)(addressee, sender, random)
}
