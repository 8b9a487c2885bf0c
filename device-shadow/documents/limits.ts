/**
 * Sizes and times that both sides of the device contract hold to. Bytes are UTF-8 bytes of the JSON text, times end in
 * their unit.
 */
export const LIMITS = {
  /** One MQTT message, both directions (the IoT broker's own limit). */
  messageBytes: 128 * 1024,
  /** One event inside an envelope. */
  eventBytes: 2048,
  /** Events in one envelope. */
  batchEvents: 50,
  /** Reported (or desired) half of one named shadow. */
  shadowBytes: 4096,
  /** Entries of one credential set. */
  credentials: 500,
  /** Changes (entries + removals) that may travel as a patch; above that a snapshot is sent. */
  patchChanges: 20,
  /** Events an outbox holds before it starts to drop motion. */
  outboxEvents: 50_000,
  /** A command may expire at most this long after the device reads it. */
  commandAheadMs: 15_000,
  /** Tolerance around a credential's window in both directions. */
  windowToleranceMs: 60_000,
  /** Digits of the secret half of a typed code. */
  secretDigits: 6,
} as const
