import type { Answer, Item } from '../client/endpoints.ts'

type Incident = Item<'GET /v1/incidents'>
type Room = Answer<'GET /v1/properties/{propertyId}/state'>['rooms'][number]
type Grant = Item<'GET /v1/access-grants'>
type Command = Answer<'GET /v1/devices/{thing}/commands/{commandId}'>
type Package = Answer<'GET /v1/packages/{packageId}'>
type Reading = Answer<'GET /v1/label-readings/{labelReadingId}'>['reading']

/** Names of the API's words, exhaustive by type: a new word does not compile without its name. */
export const words = {
  verdict: {
    logged: 'Logged',
    no_intake: 'No intake',
    mismatch: 'Mismatch',
    unverified: 'Unverified',
    no_entry: 'No entry',
  } satisfies Record<NonNullable<NonNullable<Room['lastVisit']>['verdict']>, string>,
  door: {
    open: 'Open',
    closed: 'Closed',
    ajar: 'Ajar',
    forced: 'Forced open',
    fault: 'Sensor fault',
    unknown: 'Not known',
  } satisfies Record<Room['door'], string>,
  lock: {
    locked: 'locked',
    unlocked: 'unlocked',
    locking: 'locking',
    unlocking: 'unlocking',
    jammed: 'jammed',
    unknown: 'lock not known',
  } satisfies Record<Room['lock'], string>,
  severity: { low: 'Low', medium: 'Medium', high: 'High' } satisfies Record<Incident['severity'], string>,
  incidentStatus: {
    open: 'Open',
    acknowledged: 'Acknowledged',
    resolved: 'Resolved',
  } satisfies Record<Incident['status'], string>,
  incidentKind: {
    no_intake: 'Entered, logged nothing',
    count_mismatch: 'Count does not match',
    forced: 'Door forced',
    held_open: 'Door held open',
    probing: 'Codes tried out',
    reported_bypass: 'Reported bypass',
  } satisfies Record<Incident['kind'], string>,
  disposition: {
    staff_logged: 'Staff logged the packages',
    carrier_confirmed_none: 'The carrier confirmed there were none',
    false_sensor: 'A sensor was wrong',
    other: 'Something else',
    revised: 'Later events changed the verdict',
    door_closed: 'The door was closed',
  } satisfies Record<NonNullable<Incident['resolution']>['kind'], string>,
  rung: {
    kiosk_prompt: 'the screen in the room',
    'carrier_contact:driver': 'the driver',
    'carrier_contact:station': "the carrier's station",
    'carrier_contact:district_manager': "the carrier's district manager",
    'role:attendant': 'attendants',
    'role:manager': 'managers',
    'role:owner': 'owners',
  } satisfies Record<NonNullable<Incident['rung']>['to'], string>,
  timeline: {
    opened: 'Opened',
    rung: 'Told',
    acknowledged: 'Acknowledged',
    resolved: 'Resolved',
    reopened: 'Opened again',
    severity_changed: 'Severity changed',
    ladder_ended: 'Nobody further to tell',
    note: 'Note',
  } satisfies Record<Incident['timeline'][number]['kind'], string>,
  packageStatus: {
    queued: 'Needs a person',
    stored: 'On the shelf',
    collected: 'Collected',
    returned: 'Returned',
  } satisfies Record<Package['status'], string>,
  custody: {
    received: 'Received',
    assigned: 'Assigned',
    notified: 'Resident told',
    collected: 'Collected',
    returned: 'Returned',
  } satisfies Record<Package['custody'][number]['kind'], string>,
  channel: { sms: 'Text', email: 'E-mail', push: 'Push' } satisfies Record<
    Package['messages'][number]['channel'],
    string
  >,
  messageStatus: {
    queued: 'Queued',
    sent: 'Sent',
    delivered: 'Delivered',
    bounced: 'Bounced',
    failed: 'Failed',
  } satisfies Record<Package['messages'][number]['status'], string>,
  grantStatus: {
    setting: 'Setting',
    set: 'Set',
    removing: 'Removing',
    unset: 'Not on the lock',
    unknown: 'Not known',
  } satisfies Record<Grant['status'], string>,
  grantMeaning: {
    setting: 'on its way to the door controller; does not open yet',
    set: 'confirmed by the door controller',
    removing: 'being removed; may still open the door',
    unset: 'the door controller does not hold it',
    unknown: 'the door controller has not answered',
  } satisfies Record<Grant['status'], string>,
  deviceClass: {
    rc: 'Room controller',
    ks: 'Kiosk',
    lb: 'Locker bank',
    cd: 'Cold controller',
    cm: 'Camera agent',
    sn: 'Sensor',
  } satisfies Record<Item<'GET /v1/devices'>['class'], string>,
  deviceStatus: {
    registered: 'Waits for its claim',
    claimed: 'Claimed',
    in_service: 'In service',
    retired: 'Retired',
  } satisfies Record<Item<'GET /v1/devices'>['status'], string>,
  anomaly: {
    malformed: 'Sent what makes no sense.',
    oversized: 'Sent too much at once.',
    foreign_topic: 'Spoke in the name of another device.',
    unknown_topic: 'Spoke where nothing is expected.',
    integrity_conflict: 'Told an event again with other content; the first stays.',
    clock_suspect: 'Believed its clock, which was minutes off; visits of that time may stay unverified.',
    credentials_refused: 'Refused the codes that it was sent: they were changed or replayed on their way.',
    credentials_drift: 'Held other codes than it was sent; they were replaced.',
    shadow_tampered: 'Wrote settings that only we may write; they were written back.',
  } satisfies Record<Answer<'GET /v1/devices/{thing}'>['anomalies'][number]['kind'], string>,
  command: {
    sent: 'Sent; waiting for the door controller',
    done: 'Done: the door controller unlocked the door',
    expired: 'Expired: the door controller did not answer within 15 seconds. The door was not unlocked.',
    refused: 'Refused by the door controller. The door was not unlocked.',
    jam: 'The lock jammed. Look at the door.',
    dup: 'Already done: the door controller had carried this command out before.',
  } satisfies Record<Command['status'], string>,
  sessionRole: {
    carrier: 'Carrier',
    resident: 'Resident',
    staff: 'Staff',
    break_glass: 'Emergency key',
    unknown: 'Unknown',
  } satisfies Record<Item<'GET /v1/access-sessions'>['role'], string>,
  matchReason: {
    pre_advice: 'Announced beforehand',
    name_and_unit: 'Name and unit fit',
    name: 'Name fits',
    close_name_and_unit: 'Close name, same unit',
    no_recipient: 'No recipient on the label',
    not_resident: 'Not a resident',
    partial: 'Only a part fits',
    several: 'Several residents fit',
    moved_out: 'Moved out',
    not_yet: 'Not moved in yet',
    unreadable: 'Unreadable',
  } satisfies Record<Reading['match']['reason'], string>,
} as const
