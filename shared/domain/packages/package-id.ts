const TAG_LENGTH = 5

/**
 * A package id that names its property: the last five characters (25 of 74 random bits) are those of the property’s id.
 * So a package is found by its id alone without an index of its own: a request’s few properties are tried by this tag.
 */
export const packageIdIn = (propertyId: string, packageId: string): string =>
  packageId.slice(0, -TAG_LENGTH) + propertyId.slice(-TAG_LENGTH)

/** The properties that a package may belong to by its id: one of them, hardly ever more. */
export const propertiesOf = (packageId: string, propertyIds: readonly string[]): string[] =>
  propertyIds.filter((propertyId) => propertyId.slice(-TAG_LENGTH) === packageId.slice(-TAG_LENGTH))

/** Id of the reading of a picture: there is one reading of a picture, so it is the picture’s id with another prefix. */
export const readingIdOf = (evidenceId: string): string => `rdg${evidenceId.slice(evidenceId.indexOf('_'))}`

/** The picture that a reading is of; see {@link readingIdOf}. */
export const pictureOfReading = (labelReadingId: string): string =>
  `evd${labelReadingId.slice(labelReadingId.indexOf('_'))}`
