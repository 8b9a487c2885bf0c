import { type ReactNode, useState } from 'react'
import type { Answer } from '../../client/endpoints.ts'
import { t } from '../messages.ts'

type Quad = Answer<'GET /v1/label-readings/{labelReadingId}'>['reading']['lines'][number]['quad']

/** Something that was found in the picture and where. */
export interface Box {
  readonly id: string
  readonly kind: 'line' | 'code'
  readonly quad: Quad
  readonly text: string
}

/** The picture of a label with the found boxes over it. The boxes repeat what the lists beside it say, so they are not announced. */
export const LabelPicture = ({
  url,
  size,
  boxes,
  lit,
  onLit,
}: {
  url: string | null
  size: { readonly width: number; readonly height: number }
  boxes: readonly Box[]
  lit: string | null
  onLit: (id: string | null) => void
}): ReactNode => {
  const [broken, setBroken] = useState(false)
  return (
    <div className="label-picture">
      {url === null || broken ? (
        <p className="photo-none">{t.reading.noPicture}</p>
      ) : (
        <img
          src={url}
          alt={t.reading.picture}
          width={size.width}
          height={size.height}
          onError={() => setBroken(true)}
        />
      )}
      <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
        {boxes.map(({ id, kind, quad, text }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: pointing lights up the line of the list, which holds the text
          <polygon
            key={id}
            className={`box box-${kind}${lit === id ? ' box-lit' : ''}`}
            points={quad.map(({ x, y }) => `${x},${y}`).join(' ')}
            vectorEffect="non-scaling-stroke"
            onMouseEnter={() => onLit(id)}
            onMouseLeave={() => onLit(null)}
          >
            <title>{text}</title>
          </polygon>
        ))}
      </svg>
    </div>
  )
}
