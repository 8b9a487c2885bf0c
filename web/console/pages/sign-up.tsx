import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { publicApi } from '../api.ts'
import { t } from '../messages.ts'
import { Doorway } from '../ui/doorway.tsx'
import { missing, TextField } from '../ui/field.tsx'
import { fieldProblems, ProblemAlert } from '../ui/problem.tsx'

const BLANK = { portfolioName: '', name: '', email: '', password: '' }

/** Sign-up of a portfolio with its owner. */
export const SignUpPage = (): ReactNode => {
  const [form, setForm] = useState(BLANK)
  const [empty, setEmpty] = useState<Readonly<Record<string, string>>>({})
  const navigate = useNavigate()
  const signUp = useMutation({
    mutationFn: () => publicApi('POST /v1/sign-ups', { body: { ...form, email: form.email.trim() } }),
    onSuccess: ({ email, status }) =>
      navigate(status === 'confirmed' ? { to: '/' } : { to: '/confirm', search: { email } }),
  })
  const errors = { ...fieldProblems(signUp.error), ...empty }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = missing(form)
    setEmpty(found)
    if (Object.keys(found).length === 0) signUp.mutate()
  }
  const field = (name: keyof typeof BLANK) => ({
    name,
    value: form[name],
    onChange: (value: string) => setForm({ ...form, [name]: value }),
    error: errors[name],
  })
  return (
    <Doorway title={t.auth.signUpTitle}>
      <form onSubmit={submit} noValidate className="form">
        {signUp.isError ? <ProblemAlert error={signUp.error} /> : null}
        <TextField
          label={t.auth.portfolioName}
          hint={t.auth.portfolioHint}
          autoComplete="organization"
          {...field('portfolioName')}
        />
        <TextField label={t.auth.name} autoComplete="name" {...field('name')} />
        <TextField label={t.auth.email} type="email" inputMode="email" autoComplete="username" {...field('email')} />
        <TextField
          label={t.auth.password}
          hint={t.auth.passwordHint}
          type="password"
          autoComplete="new-password"
          {...field('password')}
        />
        <Button variant="primary" formAction="submit" loading={signUp.isPending} fullWidth>
          {t.auth.signUp}
        </Button>
      </form>
      <p>
        {t.auth.haveAccount} <Link to="/">{t.auth.signIn}</Link>
      </p>
    </Doorway>
  )
}

/** Confirmation of the e-mail address with the code that was sent. */
export const ConfirmPage = (): ReactNode => {
  const { email: known = '' } = useSearch({ strict: false }) as { email?: string }
  const [email, setEmail] = useState(known)
  const [code, setCode] = useState('')
  const [empty, setEmpty] = useState<Readonly<Record<string, string>>>({})
  const confirm = useMutation({
    mutationFn: () => publicApi('POST /v1/sign-ups/confirm', { body: { email: email.trim(), code: code.trim() } }),
  })
  const errors = { ...fieldProblems(confirm.error), ...empty }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = missing({ email, code })
    setEmpty(found)
    if (Object.keys(found).length === 0) confirm.mutate()
  }
  if (confirm.isSuccess) {
    return (
      <Doorway title={t.auth.confirmTitle}>
        <Alert type="success" statusIconAriaLabel="OK">
          {t.auth.confirmed}
        </Alert>
        <p>
          <Link to="/">{t.auth.signIn}</Link>
        </p>
      </Doorway>
    )
  }
  return (
    <Doorway title={t.auth.confirmTitle}>
      {known === '' ? null : <p>{t.auth.confirmHint(known)}</p>}
      <form onSubmit={submit} noValidate className="form">
        {confirm.isError ? <ProblemAlert error={confirm.error} /> : null}
        {known === '' ? (
          <TextField label={t.auth.email} type="email" value={email} onChange={setEmail} error={errors.email} />
        ) : null}
        <TextField
          label={t.auth.code}
          inputMode="numeric"
          autoComplete="one-time-code"
          name="code"
          value={code}
          onChange={setCode}
          error={errors.code}
        />
        <Button variant="primary" formAction="submit" loading={confirm.isPending} fullWidth>
          {t.auth.confirm}
        </Button>
      </form>
    </Doorway>
  )
}
