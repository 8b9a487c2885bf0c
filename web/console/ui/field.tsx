import FormField from '@cloudscape-design/components/form-field'
import Input, { type InputProps } from '@cloudscape-design/components/input'
import type { ReactNode } from 'react'
import { t } from '../messages.ts'

/** A text field with its label, hint and error. */
export const TextField = ({
  label,
  hint,
  error,
  value,
  onChange,
  type = 'text',
  autoComplete,
  inputMode,
  autoFocus,
  name,
  stretch,
}: {
  label: string
  hint?: string
  error?: string | undefined
  value: string
  onChange: (value: string) => void
  type?: InputProps.Type
  autoComplete?: string
  inputMode?: InputProps.InputMode
  autoFocus?: boolean
  name?: string
  stretch?: boolean
}): ReactNode => (
  <FormField
    label={label}
    {...(hint === undefined ? {} : { description: hint })}
    errorText={error}
    stretch={stretch ?? true}
  >
    <Input
      value={value}
      type={type}
      {...(name === undefined ? {} : { name })}
      {...(inputMode === undefined ? {} : { inputMode })}
      autoComplete={autoComplete ?? false}
      autoFocus={autoFocus ?? false}
      onChange={({ detail }) => onChange(detail.value)}
    />
  </FormField>
)

/** The fields that are still empty, with the sentence to show beside each. */
export const missing = (fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value.trim() === '')
      .map(([name]) => [name, t.common.required]),
  )
