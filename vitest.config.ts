import { defineConfig } from 'vitest/config'

/** Waiting ends when what is waited for is there; these bounds are for a machine that does other work besides. */
const PATIENT = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 20_000 } } }

const SYSTEM = {
  ...PATIENT,
  globalSetup: ['test/system-setup.ts'],
  fileParallelism: false,
}

/**
 * Suites from low to high. The last three share one deployed system (emulator, stacks, simulated room); see
 * test/system-setup.ts.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...PATIENT,
          name: 'unit',
          include: [
            '{shared,device-shadow,functions,local,infra,bench}/**/*.test.ts',
            'test/unit/**/*.test.ts',
            'web/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          ...PATIENT,
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...SYSTEM } },
      { test: { name: 'journeys', include: ['test/journeys/**/*.test.ts'], ...SYSTEM, testTimeout: 180_000 } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...SYSTEM, testTimeout: 120_000 } },
    ],
  },
})
