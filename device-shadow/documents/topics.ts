import type { ThingName } from '../../shared/contracts/ids.ts'

/** Named shadows of the room's devices. `cmp-N` and `cold` belong to lockers and cold controllers. */
export const SHADOWS = ['door', 'cred', 'net', 'sens'] as const
/** Name of a shadow. */
export type ShadowName = (typeof SHADOWS)[number]

/** IoT rules that take events by Basic Ingest; `topic()` in the rule sees the topic without the `$aws/rules/…/` prefix. */
export const RULES = { events: 'vestibule_events', telemetry: 'vestibule_telemetry' } as const

/** Every topic of one thing. `up.*` are published by the device, `dn.*` are subscribed by it. */
export const topics = (thing: ThingName) =>
  ({
    up: {
      evt: `$aws/rules/${RULES.events}/v1/${thing}/evt`,
      scan: `$aws/rules/${RULES.events}/v1/${thing}/scan`,
      hb: `$aws/rules/${RULES.events}/v1/${thing}/hb`,
      tel: `$aws/rules/${RULES.telemetry}/v1/${thing}/tel`,
      credget: `v1/${thing}/up/credget`,
      cmdres: `v1/${thing}/up/cmdres`,
    },
    dn: { ack: `v1/${thing}/dn/ack`, cred: `v1/${thing}/dn/cred`, cmd: `v1/${thing}/dn/cmd` },
    shadow: (name: ShadowName) => {
      const base = `$aws/things/${thing}/shadow/name/${name}`
      return {
        get: `${base}/get`,
        getAccepted: `${base}/get/accepted`,
        getRejected: `${base}/get/rejected`,
        update: `${base}/update`,
        updateRejected: `${base}/update/rejected`,
        delta: `${base}/update/delta`,
      }
    },
  }) as const

/** The topics of {@link topics}. */
export type Topics = ReturnType<typeof topics>

/** What an up topic (as `topic()` in a rule gives it) says: thing and channel; null for anything that is not ours. */
export const parseUpTopic = (topic: string): { thing: ThingName; channel: UpChannel } | null => {
  const m = /^v1\/((?:rc|ks|lb|cd|cm|sn)-[0-9a-hjkmnp-tv-z]{26})\/(?:up\/)?(evt|scan|hb|tel|credget|cmdres)$/.exec(
    topic,
  )
  return m ? { thing: m[1] as ThingName, channel: m[2] as UpChannel } : null
}

/** Last segment of an up topic. */
export type UpChannel = 'evt' | 'scan' | 'hb' | 'tel' | 'credget' | 'cmdres'
