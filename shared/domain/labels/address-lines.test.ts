import { describe, expect, test } from 'vitest'
import { anchorOf, partOf, personLikeness, postalOf } from './address-lines.ts'

describe('parts of an address', () => {
  test.each([
    ['SAN FRANCISCO CA 94107-1670', 'city'],
    ['LAS VEGAS NV 891 09', 'city'],
    ['HOUST0N, TX 77082', 'city'],
    ['MONCTON NB E1C 4Z8', 'city'],
    ['GL55 6HU', 'city'],
    ['75018 Paris', 'city'],
    ['SE-21000 Limhamn', 'city'],
    ['SE 532 38 Ankeborg', 'city'],
    ['3532VA Utrecht', 'city'],
    ['00-950 Warszawa', 'city'],
    ['A- 5020 Salzburg', 'city'],
    ['TW4 6FD Hounslow', 'city'],
    ['F-44000', 'city'],
    ['R-303', 'noise'],
    ['F-33170 SAINT 0UEN', 'city'],
    ['ISTANBUL 34000', 'city'],
    ['388 TOWNSEND ST APT 20', 'street'],
    ['4240 HARVESTER RD', 'street'],
    ['Bilderdijkstraat 9 a bis', 'street'],
    ['9 Rue Simart', 'street'],
    ['23JARDIN PRIVATE', 'street'],
    ['Kossuth u. 4 /a', 'street'],
    ['UNITED STATES OF AMERICA', 'country'],
    ['+47 934 99 110', 'phone'],
    ['JACK SPARROW', 'name'],
    ['W. M00RE', 'name'],
    ['Erika Muster', 'name'],
    ['MUST E R', 'noise'],
    ["D'Arcy O’Brien", 'name'],
    ['SHIP DATE: 27JAN22', 'noise'],
    ['BILLING: P/P', 'noise'],
    ['www.example.com', 'noise'],
  ])('%s is %s', (line, part) => {
    expect(partOf(line)).toBe(part)
  })

  test.each([
    ['DALLAS TX 75201 - 1234', '75201'],
    ['IDAH0 FALLS, ID 83401', '83401'],
    ['A- 5020 Salzburg', '5020'],
  ])('spaces and zeros that the recogniser puts in: %s', (line, postal) => {
    expect(postalOf(line)).toBe(postal)
  })

  test.each([
    ['LAS VEGAS NV 891 09', '89109'],
    ['MONCTON NB E1C 4Z8', 'E1C4Z8'],
    ['TIM0NIUM MD 21093', '21093'],
    ['NO 12345', null],
  ])('the postal code of %s', (line, postal) => {
    expect(postalOf(line)).toBe(postal)
  })
})

describe('words that open a block', () => {
  test.each([
    ['SHIP TO:', 'to', ''],
    ['SHIP T0: JACK SPARROW', 'to', 'JACK SPARROW'],
    ['TO CONVENTION CENTER', 'to', 'CONVENTION CENTER'],
    ['TO:/A:', 'to', ''],
    ['Mottaker', 'to', ''],
    ['Empfänger: Jo Poe', 'to', 'Jo Poe'],
    ['FR0M: ZEBRA', 'from', 'ZEBRA'],
    ['Afzender:', 'from', ''],
    ['ORIGIN ID:MEMA', 'from', 'MEMA'],
  ])('%s', (line, side, rest) => {
    expect(anchorOf(line)).toMatchObject({ side, rest })
  })

  test.each(['TONY STARK', 'ANNA FROMM', 'Sender warrants that this item is safe', 'TOWNSEND ST'])(
    '%s opens nothing',
    (line) => {
      expect(anchorOf(line)).toBeNull()
    },
  )
})

test('a person is told from a firm', () => {
  expect(personLikeness('Mario Brew')).toBeGreaterThan(personLikeness('Pepe Chicken by QuickGoodCuisine'))
  expect(personLikeness('JOHN DOE')).toBeGreaterThan(personLikeness('DESTINATION COMPANY'))
})

describe('words that can only mean the person', () => {
  test.each([
    ['Mottaga re :', true],
    ['Empfanger / Deliver to', true],
    ['Destinataire Tel.: +33 6 12 34 56 78', true],
    ['USPS Deliver To:', true],
    ['Till', false],
    ['SHIP TO:', false],
  ])('%s', (line, final) => {
    expect(anchorOf(line)).toEqual({ side: 'to', rest: '', final })
  })
})
