import Button from '@cloudscape-design/components/button'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { ApiProblem } from '../../client/http.ts'
import { session } from '../api.ts'
import { t } from '../messages.ts'
import { Doorway } from '../ui/doorway.tsx'
import { missing, TextField } from '../ui/field.tsx'
import { ProblemAlert } from '../ui/problem.tsx'

/** Sign-in; it stands at any address, so that a shared link opens after it. */
export const SignInPage = (): ReactNode => {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [newPassword, setNewPassword] = useState('')
  /** Whether the password is a first one, from an invitation, that has to be replaced. */
  const [first, setFirst] = useState(false)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const navigate = useNavigate()
  const signIn = useMutation({
    mutationFn: () => session.signIn(email.trim(), password, first ? newPassword : undefined),
    onError: (error) => {
      if (!(error instanceof ApiProblem)) return
      if (error.code === 'auth.sign_up_unconfirmed') void navigate({ to: '/confirm', search: { email: email.trim() } })
      if (error.code === 'auth.new_password_required') setFirst(true)
    },
  })
  const asked = signIn.error instanceof ApiProblem && signIn.error.code === 'auth.new_password_required'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const empty = missing(first ? { email, password, newPassword } : { email, password })
    setErrors(empty)
    if (Object.keys(empty).length === 0) signIn.mutate()
  }
  return (
    <Doorway title={t.auth.signIn}>
      <form onSubmit={submit} noValidate className="form">
        {signIn.isError && !asked ? <ProblemAlert error={signIn.error} /> : null}
        <TextField
          label={t.auth.email}
          type="email"
          inputMode="email"
          name="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          error={errors.email}
        />
        <TextField
          label={t.auth.password}
          type="password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={errors.password}
        />
        {first ? (
          <div className="form" role="status">
            <p>{t.auth.firstPassword}</p>
            <TextField
              label={t.auth.newPassword}
              hint={t.auth.passwordHint}
              type="password"
              name="new-password"
              autoComplete="new-password"
              autoFocus
              value={newPassword}
              onChange={setNewPassword}
              error={errors.newPassword}
            />
          </div>
        ) : null}
        <Button variant="primary" formAction="submit" loading={signIn.isPending} fullWidth>
          {first ? t.auth.setPassword : t.auth.signIn}
        </Button>
      </form>
      <p>
        {t.auth.noAccount} <Link to="/sign-up">{t.auth.signUp}</Link>
      </p>
    </Doorway>
  )
}
