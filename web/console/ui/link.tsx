import Button, { type ButtonProps } from '@cloudscape-design/components/button'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** A link that looks like a button and stays inside the console without loading the page again. */
export const LinkButton = ({
  href,
  children,
  variant = 'normal',
}: {
  href: string
  children: ReactNode
  variant?: ButtonProps.Variant
}): ReactNode => {
  const navigate = useNavigate()
  return (
    <Button
      variant={variant}
      href={href}
      onFollow={(event) => {
        event.preventDefault()
        void navigate({ href })
      }}
    >
      {children}
    </Button>
  )
}
