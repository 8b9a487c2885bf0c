import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { PortfolioId } from '../../contracts/ids.ts'
import { type LinkSigner, makePickupLink, openPickupLink, readPickupLink } from './pickup-link.ts'

const signerWith = (key: string): LinkSigner => {
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  return { sign, verify: (text, signature) => sign(text) === signature }
}

const NOW = Date.parse('2026-11-23T10:00:00Z')
const whose = {
  portfolioId: PortfolioId.parse('pf_01h455vb4pex5vsknk084sn02q'),
  residentId: 'res_01h455vb4pex5vsknk084sn02q',
  propertyId: 'prop_01h455vb4pex5vsknk084sn02q',
  endsAtMs: NOW + 60_000,
}
const signer = signerWith('a')
const token = makePickupLink(signer, whose)

describe('a pickup link', () => {
  it('opens until it ends', () => {
    expect(openPickupLink(signer, token, NOW)).toEqual({
      invalid: null,
      link: {
        portfolioId: whose.portfolioId,
        residentId: whose.residentId,
        propertyId: whose.propertyId,
        endsAtMs: whose.endsAtMs,
      },
    })
    expect(openPickupLink(signer, token, NOW + 60_000)).toMatchObject({ invalid: 'expired' })
  })

  it('says whose signer must verify it', () => {
    expect(readPickupLink(token)?.portfolioId).toBe(whose.portfolioId)
  })

  it('is short enough for a text message of two parts', () => {
    expect(token.length).toBeLessThanOrEqual(140)
  })

  it('does not open with another key', () => {
    expect(openPickupLink(signerWith('b'), token, NOW)).toMatchObject({ invalid: 'signature' })
  })

  test('no changed character goes through', () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom('A', 'z', '0', '_', '.'), (at, character) => {
        fc.pre(token[at] !== character)
        const changed = token.slice(0, at) + character + token.slice(at + 1)
        // The last character of base64url may hold unused bits, but the signature is compared as text.
        return openPickupLink(signer, changed, NOW)?.invalid !== null
      }),
    )
  })

  test('whatever else comes is no link', () => {
    fc.assert(fc.property(fc.string(), (text) => readPickupLink(text) === null))
  })
})
