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
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const navigate = useNavigate()
  const signIn = useMutation({
    mutationFn: () => session.signIn(email.trim(), password),
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === 'auth.sign_up_unconfirmed') {
        void navigate({ to: '/confirm', search: { email: email.trim() } })
      }
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const empty = missing({ email, password })
    setErrors(empty)
    if (Object.keys(empty).length === 0) signIn.mutate()
  }
  return (
    <Doorway title={t.auth.signIn}>
      <form onSubmit={submit} noValidate className="form">
        {signIn.isError ? <ProblemAlert error={signIn.error} /> : null}
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
        <Button variant="primary" formAction="submit" loading={signIn.isPending} fullWidth>
          {t.auth.signIn}
        </Button>
      </form>
      <p>
        {t.auth.noAccount} <Link to="/sign-up">{t.auth.signUp}</Link>
      </p>
    </Doorway>
  )
}
