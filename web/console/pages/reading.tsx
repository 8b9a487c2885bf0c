import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { carrierName } from '../../client/carriers.ts'
import { t } from '../messages.ts'
import { queries } from '../queries.ts'
import { useZone } from '../scope.tsx'
import { type Box, LabelPicture } from '../ui/label-picture.tsx'
import { Page, Section } from '../ui/page.tsx'
import { Read } from '../ui/waiting.tsx'
import { When } from '../ui/when.tsx'
import { words } from '../words.ts'

/** Control characters of a barcode, visible; FNC1 and separators come as ASCII 29. */
const visible = (text: string): string =>
  text.replaceAll('\u001d', ' [GS] ').replaceAll('\u001e', ' [RS] ').replaceAll('\u0004', ' [EOT]')

/** How a label was read: the picture with every found box beside what stands in it, and whom it was matched to. */
export const ReadingPage = (): ReactNode => {
  const { labelReadingId } = useParams({ strict: false }) as { labelReadingId: string }
  const { property } = useSearch({ strict: false }) as { property?: string }
  const zone = useZone(property)
  const stored = useQuery(queries.reading(labelReadingId))
  const [lit, setLit] = useState<string | null>(null)
  const shine = (id: string) => ({
    onMouseEnter: () => setLit(id),
    onMouseLeave: () => setLit(null),
    className: lit === id ? 'found found-lit' : 'found',
  })

  return (
    <Page title={t.reading.title} aside={stored.data ? <When at={stored.data.createdAt} zone={zone} /> : null}>
      <Read of={stored} lines={10}>
        {({ reading, pictureUrl }) => {
          const boxes: Box[] = [
            ...reading.lines.map((line, index) => ({
              id: `l${index}`,
              kind: 'line' as const,
              quad: line.quad,
              text: line.text,
            })),
            ...reading.barcodes.flatMap((code, index) =>
              code.quad === null ? [] : [{ id: `b${index}`, kind: 'code' as const, quad: code.quad, text: code.text }],
            ),
          ]
          return (
            <div className="split split-even">
              <Section title={t.reading.picture}>
                <LabelPicture url={pictureUrl} size={reading.picture} boxes={boxes} lit={lit} onLit={setLit} />
              </Section>
              <div className="section">
                <Section title={t.reading.result}>
                  <dl className="facts">
                    <div>
                      <dt>{t.packages.carrier}</dt>
                      <dd>
                        {reading.carrier === null ? t.common.none : carrierName(reading.carrier)}
                        {reading.carrierWhy === null ? null : <div className="faint">{reading.carrierWhy}</div>}
                      </dd>
                    </div>
                    <div className="facts-wide">
                      <dt>{t.packages.tracking}</dt>
                      <dd>
                        <span className="number">{reading.trackingNumber ?? t.common.none}</span>
                        {reading.trackingSource === null ? null : (
                          <div className="faint">{t.reading.source(reading.trackingSource)}</div>
                        )}
                      </dd>
                    </div>
                    {reading.trackingNumber === null ? null : (
                      <div>
                        <dt>{t.reading.checkDigit}</dt>
                        <dd>{t.reading.checkDigitOf(reading.checkDigitValid)}</dd>
                      </div>
                    )}
                    <div>
                      <dt>{t.reading.recipient}</dt>
                      <dd>{reading.recipient ?? t.common.none}</dd>
                    </div>
                    <div>
                      <dt>{t.reading.unit}</dt>
                      <dd>{reading.unit ?? t.common.none}</dd>
                    </div>
                    <div className="facts-wide">
                      <dt>{t.reading.match}</dt>
                      <dd>
                        <strong>{words.matchReason[reading.match.reason]}</strong>
                        {reading.match.residentId === null
                          ? null
                          : ` · ${t.reading.confidence(reading.match.confidence)}`}
                        <div className="faint">{reading.match.why}</div>
                      </dd>
                    </div>
                  </dl>
                  <p className="faint">{t.reading.ms(reading.ms.total)}</p>
                </Section>
                {reading.warnings.length === 0 && reading.hint === null ? null : (
                  <Section title={t.reading.warnings}>
                    <ul className="plain-list">
                      {reading.hint === null ? null : <li>{reading.hint.message}</li>}
                      {reading.warnings.map((warning) => (
                        <li key={`${warning.code} ${warning.message}`}>{warning.message}</li>
                      ))}
                    </ul>
                  </Section>
                )}
                <Section title={t.reading.barcodes}>
                  {reading.barcodes.length === 0 ? <p className="faint">{t.reading.noBarcodes}</p> : null}
                  <ul>
                    {reading.barcodes.map((code, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a label may carry one code twice
                      <li key={`b${index}`} {...shine(`b${index}`)}>
                        <span className="faint">{code.format}</span>{' '}
                        <span className="number">{visible(code.text)}</span>
                      </li>
                    ))}
                  </ul>
                </Section>
                <Section title={t.reading.text}>
                  {reading.lines.length === 0 ? <p className="faint">{t.reading.noText}</p> : null}
                  <ol>
                    {reading.lines.map((line, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a label may say one line twice
                      <li key={`l${index}`} {...shine(`l${index}`)}>
                        {line.text} <span className="faint">{Math.round(line.confidence * 100)} %</span>
                      </li>
                    ))}
                  </ol>
                </Section>
              </div>
            </div>
          )
        }}
      </Read>
    </Page>
  )
}
