import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { type ReactNode, useId, useState } from 'react'
import type { Answer } from '../../client/endpoints.ts'
import { t } from '../messages.ts'
import { InProperty, type Property, PropertyPicker } from '../scope.tsx'
import { useSend } from '../send.ts'
import { LinkButton } from '../ui/link.tsx'
import { Page, Section } from '../ui/page.tsx'
import { ProblemAlert } from '../ui/problem.tsx'
import { Waiting } from '../ui/waiting.tsx'

type Report = Answer<'POST /v1/properties/{propertyId}/resident-imports'>
type Problem = Report['problems'][number]

/** So many lines of one problem are named on the page; the download has all. */
const SHOWN = 5

const Counts = ({ report }: { report: Report }) => (
  <dl className="facts">
    {(
      [
        [t.residents.create, report.created],
        [t.residents.update, report.updated],
        [t.residents.unchanged, report.unchanged],
        [t.residents.rejected, report.rejected],
      ] as const
    ).map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd className="count">{value}</dd>
      </div>
    ))}
  </dl>
)

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

const download = (problems: readonly Problem[]) => {
  const lines = problems.map((p) => [String(p.line), p.column, p.value, p.message].map(quoted).join(','))
  const url = URL.createObjectURL(
    new Blob([['line,column,value,problem', ...lines].join('\r\n')], { type: 'text/csv' }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = 'problems.csv'
  link.click()
  URL.revokeObjectURL(url)
}

const Problems = ({ problems }: { problems: readonly Problem[] }) => {
  const groups = Map.groupBy(problems, ({ code, column }) => `${code} ${column}`)
  if (problems.length === 0) return <p>{t.residents.problemsNone}</p>
  return (
    <>
      <ul className="problem-groups">
        {[...groups.values()]
          .toSorted((a, b) => b.length - a.length)
          .map((group) => {
            const first = group[0] as Problem
            return (
              <li key={`${first.code} ${first.column}`}>
                <strong>
                  {group.length} × {first.column}: {first.message}
                </strong>
                <ul className="faint">
                  {group.slice(0, SHOWN).map(({ line, value }) => (
                    <li key={line}>
                      {t.residents.line(line)}
                      {value === '' ? '' : `: ${value}`}
                    </li>
                  ))}
                  {group.length > SHOWN ? <li>{t.residents.moreLines(group.length - SHOWN)}</li> : null}
                </ul>
              </li>
            )
          })}
      </ul>
      <div>
        <Button iconName="download" onClick={() => download(problems)}>
          {t.residents.download}
        </Button>
      </div>
    </>
  )
}

const Import = ({ property }: { property: Property }) => {
  const [csv, setCsv] = useState<string | null>(null)
  const params = { propertyId: property.id }
  const check = useSend('POST /v1/properties/{propertyId}/resident-imports')
  const write = useSend('POST /v1/properties/{propertyId}/resident-imports', { touches: [['residents', property.id]] })
  const fileId = useId()
  const choose = async (file: File | undefined) => {
    if (!file) return
    const text = await file.text()
    write.reset()
    setCsv(text)
    check.mutate({ params, body: { csv: text, dryRun: true } })
  }
  const changes = check.data ? check.data.created + check.data.updated : 0
  return (
    <Page title={t.residents.importTitle}>
      <Section title={property.name}>
        <PropertyPicker property={property} />
        <p>{t.residents.importHint}</p>
        <div>
          <label htmlFor={fileId} className="strong">
            {t.residents.file}
          </label>
          <p id={`${fileId}-hint`} className="faint">
            {t.residents.fileHint}
          </p>
          <input
            id={fileId}
            aria-describedby={`${fileId}-hint`}
            className="native"
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => void choose(event.target.files?.[0])}
          />
        </div>
      </Section>
      <div role="status">
        {check.isPending ? <Waiting lines={4} /> : null}
        {check.isError ? <ProblemAlert error={check.error} /> : null}
        {check.data && csv !== null && !write.data ? (
          <Section title={t.residents.checked}>
            <Counts report={check.data} />
            <h3>{t.residents.problems}</h3>
            <Problems problems={check.data.problems} />
            {write.isError ? <ProblemAlert error={write.error} /> : null}
            {changes === 0 ? (
              <p>{t.residents.nothingToWrite}</p>
            ) : (
              <div>
                <Button
                  variant="primary"
                  loading={write.isPending}
                  onClick={() => write.mutate({ params, body: { csv, dryRun: false } })}
                >
                  {t.residents.confirm(changes)}
                </Button>
              </div>
            )}
          </Section>
        ) : null}
        {write.data ? (
          <Section title={t.residents.importTitle}>
            <Alert type="success" statusIconAriaLabel="OK">
              {t.residents.done(write.data.created, write.data.updated)}
            </Alert>
            <Counts report={write.data} />
            <div>
              <LinkButton href={`/residents?property=${property.id}`}>{t.residents.toList}</LinkButton>
            </div>
          </Section>
        ) : null}
      </div>
    </Page>
  )
}

/** Import of residents from CSV: checked first, written on confirmation. */
export const ImportResidentsPage = (): ReactNode => (
  <InProperty title={t.residents.importTitle}>
    {(property) => <Import key={property.id} property={property} />}
  </InProperty>
)
