import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import type { ReactNode } from 'react'
import { ApiProblem } from '../../client/http.ts'
import { t } from '../messages.ts'

const KNOWN: Record<string, string> = {
  'network.unreachable': t.problems.network,
  'auth.forbidden': t.problems.forbidden,
  'auth.unauthenticated': t.problems.ended,
  'auth.credentials_wrong': t.problems.credentials,
  'auth.sign_up_unconfirmed': t.problems.unconfirmed,
  'auth.code_wrong': t.problems.codeWrong,
  'auth.email_taken': t.problems.emailTaken,
  'resource.not_found': t.problems.notFound,
  'rate.limited': t.problems.rate,
}

/** What to tell a person about an error: our words for the common codes, the API's own sentence for the rest. */
export const problemText = (error: unknown): string => {
  if (!(error instanceof ApiProblem)) return t.problems.server
  const known = KNOWN[error.code]
  if (known !== undefined) return known
  return error.status >= 500 || error.detail === '' ? t.problems.server : error.detail
}

/** Messages by field from a problem document, the field named as in the request body. */
export const fieldProblems = (error: unknown): Readonly<Record<string, string>> => {
  if (!(error instanceof ApiProblem)) return {}
  return Object.fromEntries(
    error.errors.map(({ path, message }) => [path.replace(/^[/.]?(body[/.])?/, '').replaceAll('/', '.'), message]),
  )
}

/** An error in its place on the page, with the way out: try again where that can help. */
export const ProblemAlert = ({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactNode => {
  const fields = Object.entries(fieldProblems(error))
  const reference = error instanceof ApiProblem ? error.reference : ''
  return (
    <div role="alert" className="problem" tabIndex={-1}>
      <Alert
        type="error"
        statusIconAriaLabel={t.problems.title}
        header={fields.length > 0 ? t.problems.fields : undefined}
        action={onRetry ? <Button onClick={onRetry}>{t.common.retry}</Button> : undefined}
      >
        {fields.length > 0 ? (
          <ul>
            {fields.map(([field, message]) => (
              <li key={field}>
                {field}: {message}
              </li>
            ))}
          </ul>
        ) : (
          problemText(error)
        )}
        {reference === '' ? null : <div className="faint">{t.common.reference(reference)}</div>}
      </Alert>
    </div>
  )
}
