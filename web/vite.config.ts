import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { ROUTES } from '../shared/contracts/routes/all.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const SYSTEM_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

/**
 * Gives Cloudscape the fonts of the system. Its custom properties carry a hash that differs from release to release, so
 * the name is read from the installed components, and the build fails where it is not found.
 */
const cloudscapeFonts = (): Plugin => {
  const id = 'virtual:cloudscape-fonts.css'
  return {
    name: 'cloudscape-fonts',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(resolved) {
      if (resolved !== `\0${id}`) return
      const components = createRequire(import.meta.url).resolve('@cloudscape-design/components/package.json')
      const css = readFileSync(components.replace('package.json', 'badge/styles.scoped.css'), 'utf8')
      const name = /--font-family-base-[a-z0-9]+/.exec(css)?.[0]
      if (name === undefined) throw new Error('the font property of @cloudscape-design/components was not found')
      return `body { ${name}: ${SYSTEM_FONTS}; }`
    },
  }
}

/** Gives the pages what each route asks of its caller, without the schemas that the declarations stand on. */
const routePermissions = (): Plugin => {
  const id = 'virtual:permissions'
  const entries = ROUTES.map(
    ({ method, path, scope, portfolioWide }) => [`${method} ${path}`, { scope, portfolioWide }] as const,
  )
  return {
    name: 'route-permissions',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (resolved) =>
      resolved === `\0${id}` ? `export const permissions = ${JSON.stringify(Object.fromEntries(entries))}` : undefined,
  }
}

// A build is for production, also when a test runner started it and set this for itself.
if (process.argv.includes('build')) process.env.NODE_ENV = 'production'

/** Three pages that share no bundle: the console at /, the resident's page at /r, the kiosk page at /k. */
export default defineConfig({
  root: here('.'),
  plugins: [react(), cloudscapeFonts(), routePermissions()],
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: { console: here('index.html'), resident: here('r/index.html'), kiosk: here('k/index.html') },
    },
  },
})
