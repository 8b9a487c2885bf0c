import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { makeEvidenceReader } from '../../shared/adapters/evidence-reader.ts'
import { maxPictureBytes } from '../../shared/adapters/label-reader/picture.ts'
import { makeLabelReader } from '../../shared/adapters/label-reader/reader.ts'
import { makeReadLabel } from './read-evidence.ts'

// The bundle carries wasm and models in a folder beside it; in development they come from the installed packages.
const beside = fileURLToPath(new URL('./label-reader-assets', import.meta.url))

/** Reads one picture of the evidence bucket against a directory; a plain function, invoked with a `ReadLabelRequest`. */
export const handler = makeReadLabel({
  evidence: makeEvidenceReader({ maxBytes: maxPictureBytes }),
  // The function has one processor; a second thread would only take it from the first.
  reader: makeLabelReader({ threads: 1, ...(existsSync(beside) ? { assetsDir: beside } : {}) }),
  clock: () => Date.now(),
})
