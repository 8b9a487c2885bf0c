/** Digits of the secret half of a typed code. */
const SECRET_DIGITS = 6

const BYTES_A_DRAW = 4
const RANGE = 10 ** SECRET_DIGITS
/** Draws at or above this would favour small secrets and are thrown away. */
const FAIR_BELOW = Math.floor(2 ** (8 * BYTES_A_DRAW) / RANGE) * RANGE
/** As many neighbours in a row as make a run (`1234…`, `…8765`). */
const RUN = 4
/** Unit numbers with fewer digits would forbid too much. */
const SHORTEST_UNIT_DIGITS = 3

const isRepeat = (secret: string): boolean =>
  [1, 2, 3].some((period) => secret === secret.slice(0, period).repeat(SECRET_DIGITS / period)) ||
  /(\d)\1{3}/.test(secret)

const isRun = (secret: string): boolean =>
  [1, -1].some((step) => {
    let length = 1
    for (let i = 1; i < secret.length; i++) {
      length = Number(secret[i]) - Number(secret[i - 1]) === step ? length + 1 : 1
      if (length >= RUN) return true
    }
    return false
  })

/** Digits that must not stand in a secret, because they are on the door: the unit’s number and its selector. */
export const unitDigits = (...numbers: readonly string[]): string[] =>
  numbers.map((number) => number.replace(/\D/g, '')).filter((digits) => digits.length >= SHORTEST_UNIT_DIGITS)

/** True where a secret could be guessed: repeats, runs, or digits that are on the door. */
export const isWeakSecret = (secret: string, doorDigits: readonly string[]): boolean =>
  isRepeat(secret) || isRun(secret) || doorDigits.some((digits) => secret.includes(digits))

/**
 * A six-digit secret from random bytes of a CSPRNG (four bytes a try, 64 are plenty): every allowed secret is as likely as
 * any other. `isTaken` says what was used with this selector in the last 30 days. Null where no try was allowed: draw again.
 */
export const secretFrom = (
  random: Uint8Array,
  rules: { readonly doorDigits: readonly string[]; readonly isTaken: (secret: string) => boolean },
): string | null => {
  const view = new DataView(random.buffer, random.byteOffset, random.byteLength)
  for (let at = 0; at + BYTES_A_DRAW <= random.byteLength; at += BYTES_A_DRAW) {
    const drawn = view.getUint32(at)
    if (drawn >= FAIR_BELOW) continue
    const secret = String(drawn % RANGE).padStart(SECRET_DIGITS, '0')
    if (!isWeakSecret(secret, rules.doorDigits) && !rules.isTaken(secret)) return secret
  }
  return null
}
