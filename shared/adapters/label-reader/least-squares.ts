/**
 * The numbers that fit linear equations best: each of `equations` holds the factors of the unknowns, `values` what they sum up to.
 * By the normal equations and elimination with pivots; null where the equations leave an unknown open.
 */
export function leastSquares(equations: readonly (readonly number[])[], values: readonly number[]): number[] | null {
  const unknowns = equations[0]?.length ?? 0
  const rows = Array.from({ length: unknowns }, () => new Array<number>(unknowns + 1).fill(0))
  for (const [at, factors] of equations.entries()) {
    for (let i = 0; i < unknowns; i++) {
      const row = rows[i] as number[]
      const factor = factors[i] as number
      for (let j = 0; j < unknowns; j++) row[j] = (row[j] as number) + factor * (factors[j] as number)
      row[unknowns] = (row[unknowns] as number) + factor * (values[at] as number)
    }
  }
  for (let i = 0; i < unknowns; i++) {
    let pivot = i
    for (let k = i + 1; k < unknowns; k++) {
      if (Math.abs(rows[k]?.[i] as number) > Math.abs(rows[pivot]?.[i] as number)) pivot = k
    }
    const row = rows[pivot] as number[]
    if (Math.abs(row[i] as number) < 1e-12) return null
    rows[pivot] = rows[i] as number[]
    rows[i] = row
    for (let k = 0; k < unknowns; k++) {
      const other = rows[k] as number[]
      if (k === i || other[i] === 0) continue
      const share = (other[i] as number) / (row[i] as number)
      for (let j = i; j <= unknowns; j++) other[j] = (other[j] as number) - share * (row[j] as number)
    }
  }
  return rows.map((row, i) => (row[unknowns] as number) / (row[i] as number))
}
