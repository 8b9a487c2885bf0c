/** Which room a device serves from an instant on (epoch ms), until the next one begins. */
export interface Assignment {
  readonly portfolioId: string
  readonly propertyId: string
  readonly roomId: string
  readonly fromMs: number
}

/** The assignment that held at an instant, from a list by rising `fromMs`; before the first one, the first. */
export const assignmentAt = <A extends Assignment>(assignments: readonly A[], atMs: number): A | null =>
  assignments.findLast((assignment) => assignment.fromMs <= atMs) ?? assignments[0] ?? null
