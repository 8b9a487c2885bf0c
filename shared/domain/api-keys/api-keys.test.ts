import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { grantable } from './grantable.ts'
import { hashKey, keyIdOf, keyText } from './key-text.ts'

const ID = 'key_01h455vb4pex5vsknk084sn02q'
const SECRET = 'A'.repeat(43)

describe('the text of a key', () => {
  it('names its id, and only its start is shown', () => {
    const { text, hash, prefix } = keyText(ID, SECRET)
    expect(keyIdOf(text)).toBe(ID)
    expect(hash).toBe(hashKey(text))
    expect(text.startsWith(prefix)).toBe(true)
    expect(prefix).not.toContain(SECRET.slice(0, 4))
  })

  test('nothing else is taken for one', () => {
    fc.assert(fc.property(fc.string(), (text) => keyIdOf(text) === null))
    expect(keyIdOf(`vk_${'8'.repeat(26)}_${SECRET}`)).toBeNull()
    expect(keyIdOf(`vk_01h455vb4pex5vsknk084sn02q_short`)).toBeNull()
  })
})

describe('giving', () => {
  const manager = { scopes: ['residents:read' as const], propertyIds: ['prop_01h455vb4pex5vsknk084sn02q'] }
  const own = { scopes: ['residents:read' as const], propertyIds: manager.propertyIds }

  it('goes as far as one’s own scopes and properties', () => {
    expect(grantable(manager, own)).toBeNull()
    expect(grantable({ ...manager, propertyIds: null }, { ...own, propertyIds: null })).toBeNull()
  })

  it('is refused beyond them', () => {
    expect(grantable(manager, { ...own, scopes: ['keys:write'] })?.refused).toBe('auth.forbidden')
    expect(grantable(manager, { ...own, propertyIds: null })?.refused).toBe('auth.forbidden')
    const foreign = ['prop_01h455vb4pex5vsknk084sn03q']
    expect(grantable(manager, { ...own, propertyIds: foreign })?.refused).toBe('resource.not_found')
  })
})
