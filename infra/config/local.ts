/**
 * Everything in which an installation on the local emulator differs from one on AWS. Nothing else may ask where it runs;
 * test/infra/local.test.ts compares the templates and fails on any other difference. Why each is here:
 * docs/adr/0001-relaxations-of-the-local-emulator.md.
 */
export interface Relaxations {
  /** Queues that a service feeds go without the TLS-only statement: the emulator's own deliveries count as plain. */
  readonly serviceQueuesWithoutTlsOnly: boolean
  /** Leading keys and principal tags in conditions: the emulator knows neither and would refuse everything. */
  readonly rolesWithoutTenantConditions: boolean
  /** `ses:SendEmail` on `*`: the emulator checks that action against nothing narrower. */
  readonly emailFromAnyIdentity: boolean
  /** Addresses that follow from the region on AWS. */
  readonly addresses?: LocalAddresses
}

/** Where things answer on one machine. */
export interface LocalAddresses {
  /** `https://…` of the emulator, for functions and devices alike. */
  readonly endpoint: string
  readonly mqttHost: string
  readonly mqttPort: number
  /** Origin of the loopback gateway in front of pages, API and evidence; no trailing slash. */
  readonly pagesUrl: string
}

/** On AWS: no relaxation at all. */
export const ON_AWS: Relaxations = {
  serviceQueuesWithoutTlsOnly: false,
  rolesWithoutTenantConditions: false,
  emailFromAnyIdentity: false,
}

/** On one machine: the whole list. */
export const onOneMachine = (addresses: LocalAddresses): Relaxations => ({
  serviceQueuesWithoutTlsOnly: true,
  rolesWithoutTenantConditions: true,
  emailFromAnyIdentity: true,
  addresses,
})
