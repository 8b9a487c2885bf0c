import type { TextBox } from './text-detector.ts'

type Placed = {
  readonly box: TextBox
  /** Whether the line runs across the others: mostly a margin note, at times a label printed sideways on a page. */
  readonly across: boolean
  readonly left: number
  readonly right: number
  readonly y: number
  readonly height: number
}

/** The boxes in the frame of their own direction. */
function place(boxes: readonly TextBox[], direction: number): Placed[] {
  const [cos, sin] = [Math.cos(direction), Math.sin(direction)]
  return boxes.map((box) => {
    const across = Math.abs(Math.sin(box.angle - direction)) > 0.7
    const [length, height] = across ? [box.short, box.long] : [box.long, box.short]
    const x = box.centre.x * cos + box.centre.y * sin
    return {
      box,
      across: across && box.long > 1.6 * box.short,
      left: x - length / 2,
      right: x + length / 2,
      y: box.centre.y * cos - box.centre.x * sin,
      height,
    }
  })
}

/** Lines under each other, aligned at one side and of one size, as addresses are. */
function stacksOf(placed: readonly Placed[]): Placed[][] {
  const stacks: Placed[][] = []
  for (const line of placed.filter(({ across }) => !across).sort((a, b) => a.y - b.y)) {
    const stack = stacks.find((lines) => {
      const last = lines.at(-1) as Placed
      const height = Math.max(line.height, last.height)
      const aligned = Math.min(Math.abs(line.left - last.left), Math.abs(line.right - last.right)) < 0.6 * height
      return (
        aligned &&
        line.y > last.y &&
        line.y - last.y < 2.2 * height &&
        height < 1.7 * Math.min(line.height, last.height)
      )
    })
    if (stack === undefined) stacks.push([line])
    else stack.push(line)
  }
  return stacks.filter((lines) => lines.length >= 3)
}

/** The lines around a stack that may belong to it: the word that announces it, a unit beside it. */
function around(stack: readonly Placed[], placed: readonly Placed[]): Placed[] {
  const height = Math.max(...stack.map((line) => line.height))
  const [top, bottom] = [
    Math.min(...stack.map((line) => line.y)) - 2.2 * height,
    Math.max(...stack.map((line) => line.y)) + 2.2 * height,
  ]
  const [left, right] = [
    Math.min(...stack.map((line) => line.left)) - 6 * height,
    Math.max(...stack.map((line) => line.right)) + 2 * height,
  ]
  return placed.filter(
    (line) => !line.across && line.y > top && line.y < bottom && line.right > left && line.left < right,
  )
}

const mostProbes = 7

/**
 * The order to read boxes in, as waves: the likeliest address first (larger print, three to seven lines), then the next, then
 * all that is left. Every box is in exactly one wave or in `across`: lines that run across the others.
 */
export function readingOrder(
  boxes: readonly TextBox[],
  direction: number,
): { readonly waves: TextBox[][]; readonly across: TextBox[] } {
  const placed = place(boxes, direction)
  const size = (stack: readonly Placed[]) => {
    const heights = stack.map((line) => line.height).sort((a, b) => a - b)
    return (heights[heights.length >> 1] as number) * (stack.length <= mostProbes ? 1 : 0.6)
  }
  const stacks = stacksOf(placed).sort((a, b) => size(b) - size(a))
  const taken = new Set<TextBox>()
  const take = (lines: readonly Placed[]) => {
    const fresh = lines.filter(({ box }) => !taken.has(box)).map(({ box }) => box)
    for (const box of fresh) taken.add(box)
    return fresh
  }
  const waves: TextBox[][] = []
  for (const stack of stacks.slice(0, 3)) {
    waves.push(take(stack.slice(0, mostProbes)))
    waves.push(take(around(stack, placed)))
  }
  if (waves.length === 0) {
    const probes = placed.filter(({ box, across }) => !across && box.long > 3 * box.short && box.long < 14 * box.short)
    waves.push(take([...probes].sort((a, b) => b.box.short * b.box.score - a.box.short * a.box.score).slice(0, 5)))
  }
  waves.push(take(placed.filter(({ across }) => !across)))
  return { waves: waves.filter((wave, i) => i === 0 || wave.length > 0), across: take(placed) }
}
