import { type CountryCode, type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core'
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' }
import plans from 'libphonenumber-js/metadata.min.json' with { type: 'json' }
import { expect, test } from 'vitest'
import { withoutFormats } from './slim.ts'

test('phone numbers of every country are parsed alike without the formats that only show them', () => {
  const whole = plans as unknown as MetadataJson
  const slim = withoutFormats(plans as never) as unknown as MetadataJson
  const numbers = Object.entries(examples).flatMap(([country, national]) =>
    [
      national,
      `0${national}`,
      `+${whole.countries[country as CountryCode]?.[0]}${national}`,
      `${national}9`,
      national.slice(1),
    ].map((text) => [text, country as CountryCode] as const),
  )
  const parsedBy = (metadata: MetadataJson) =>
    numbers.map(([text, country]) => {
      const number = parsePhoneNumberFromString(text, country, metadata)
      return number && [number.number, number.country, number.isValid()]
    })
  expect(numbers.length).toBeGreaterThan(1000)
  expect(parsedBy(slim)).toEqual(parsedBy(whole))
  expect(JSON.stringify(slim).length).toBeLessThan(JSON.stringify(whole).length / 2)
})
