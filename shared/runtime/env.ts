import type * as z from 'zod'
import { Environment, type EnvironmentName } from '../contracts/environment.ts'

type Values = z.infer<typeof Environment>

/**
 * The named environment variables, parsed by the contract; throws at cold start when one is missing, so that a function
 * with a wrong environment never takes traffic. Variables that the contract calls optional come back undefined.
 */
export const environment = <const N extends EnvironmentName>(...names: N[]): Pick<Values, N> => {
  const mask = Object.fromEntries(names.map((name) => [name, true])) as { [K in EnvironmentName]?: true }
  return Environment.pick(mask as never).parse(process.env) as unknown as Pick<Values, N>
}
