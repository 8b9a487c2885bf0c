import { describe, expect, it } from 'vitest'
import { signerOf } from '../../shared/adapters/vault.ts'
import { PortfolioId } from '../../shared/contracts/ids.ts'
import { keyText } from '../../shared/domain/api-keys/key-text.ts'
import { makePickupLink } from '../../shared/domain/links/pickup-link.ts'
import type { KeyEntry, MembershipEntry } from '../../shared/table/registry.ts'
import { makeFindPrincipal } from './find-principal.ts'

const NOW = Date.parse('2026-11-23T10:00:00Z')
const portfolioId = PortfolioId.parse('pf_01h455vb4pex5vsknk084sn02q')
const keyId = 'key_01h455vb4pex5vsknk084sn02q'
const property = 'prop_01h455vb4pex5vsknk084sn02q'
const room = 'room_01h455vb4pex5vsknk084sn02q'
const thing = 'ks-01h455vb4pex5vsknk084sn02q'
const { text, hash } = keyText(keyId, 'S'.repeat(43))

const member: MembershipEntry = {
  sub: 'sub-1',
  portfolioId,
  userId: 'usr_01h455vb4pex5vsknk084sn02q',
  name: 'Olga',
  role: 'attendant',
  propertyIds: [property],
}
const key: KeyEntry = {
  keyId,
  hash,
  kind: 'api_key',
  portfolioId,
  name: 'PMS',
  scopes: ['residents:read'],
  propertyIds: null,
  subject: {},
  revokedAt: null,
  lastUsedAt: null,
}
const signer = signerOf('installation secret', 'links', portfolioId)

const finderWith = (entry: KeyEntry | null = key) => {
  const noted: string[] = []
  const find = makeFindPrincipal({
    tokens: {
      holder: async (token) =>
        token === 'good'
          ? { sub: 'sub-1' }
          : token === 'stranger'
            ? { sub: 'sub-2' }
            : { invalid: token === 'old' ? 'expired' : 'foreign' },
    },
    registry: {
      membership: async (sub) => (sub === 'sub-1' ? member : null),
      key: async () => entry,
      noteUse: async (id) => void noted.push(id),
    },
    linkSigner: async (id) => signerOf('installation secret', 'links', id),
    now: () => NOW,
  })
  return { find, noted }
}

describe('an access token', () => {
  it('names a user with the scopes of the role and the properties of the membership', async () => {
    const found = await finderWith().find('Bearer good')
    expect(found).toMatchObject({ portfolioId, kind: 'user', role: 'attendant', propertyIds: [property] })
    expect(found).toHaveProperty('scopes', expect.arrayContaining(['packages:write']))
    expect(found).toHaveProperty('scopes', expect.not.arrayContaining(['keys:write']))
  })

  it.each(['old', 'forged', 'stranger'])('%s is refused', async (token) => {
    expect(await finderWith().find(`Bearer ${token}`)).toMatchObject({ refused: 'auth.unauthenticated' })
  })
})

describe('an API key', () => {
  it('names its portfolio and scopes', async () => {
    expect(await finderWith().find(`Bearer ${text}`)).toMatchObject({
      portfolioId,
      kind: 'api_key',
      id: keyId,
      role: null,
    })
  })

  it('of a kiosk names the thing and its room', async () => {
    const subject = { thing, roomId: room, propertyId: property }
    const { find } = finderWith({ ...key, kind: 'device', subject, propertyIds: [property] })
    expect(await find(`Bearer ${text}`)).toMatchObject({ kind: 'device', id: thing, subject })
  })

  it('is refused with another secret, when unknown and when revoked', async () => {
    const other = keyText(keyId, 'T'.repeat(43)).text
    const refused = { refused: 'auth.unauthenticated' }
    expect(await finderWith().find(`Bearer ${other}`)).toMatchObject(refused)
    expect(await finderWith(null).find(`Bearer ${text}`)).toMatchObject(refused)
    expect(await finderWith({ ...key, revokedAt: '2026-11-23T09:00:00Z' }).find(`Bearer ${text}`)).toMatchObject(
      refused,
    )
  })

  it('has its use noted once an hour', async () => {
    const usedAt = async (lastUsedAt: string | null) => {
      const { find, noted } = finderWith({ ...key, lastUsedAt })
      await find(`Bearer ${text}`)
      return noted.length
    }
    expect(await usedAt(null)).toBe(1)
    expect(await usedAt('2026-11-23T09:30:00Z')).toBe(0)
    expect(await usedAt('2026-11-23T09:00:00Z')).toBe(1)
  })
})

describe('a pickup link', () => {
  const linkTo = (endsAtMs: number, by = signer) =>
    makePickupLink(by, { portfolioId, residentId: 'res_01h455vb4pex5vsknk084sn02q', propertyId: property, endsAtMs })

  it('names the resident, may do nothing but pick up, and says when it ends', async () => {
    expect(await finderWith().find(`Link ${linkTo(NOW + 1000)}`)).toMatchObject({
      kind: 'link',
      scopes: ['link:pickup'],
      subject: { residentId: 'res_01h455vb4pex5vsknk084sn02q', endsAt: '2026-11-23T10:00:01.000Z' },
    })
  })

  it('is refused by name once it ended', async () => {
    expect(await finderWith().find(`Link ${linkTo(NOW)}`)).toMatchObject({ refused: 'link.expired' })
  })

  it('is refused when signed for another portfolio, or cut', async () => {
    const foreign = signerOf('installation secret', 'links', 'pf_01h455vb4pex5vsknk084sn03q')
    expect(await finderWith().find(`Link ${linkTo(NOW + 1000, foreign)}`)).toMatchObject({
      refused: 'auth.unauthenticated',
    })
    expect(await finderWith().find(`Link ${linkTo(NOW + 1000).slice(0, -2)}`)).toMatchObject({
      refused: 'auth.unauthenticated',
    })
  })
})

describe('anything else', () => {
  it.each(['', 'Bearer', 'Basic b2xnYQ==', 'Bearer a b', 'Link good', 'good'])('"%s" is refused', async (header) => {
    expect(await finderWith().find(header)).toMatchObject({ refused: 'auth.unauthenticated' })
  })
})
