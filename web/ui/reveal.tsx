import { Button } from '@mantine/core';
import { Link } from '@remix-run/react';
import { Eye, EyeOff } from 'lucide-react';

/** Shows personal data in clear, or masked again. @param what named on the button */
export function RevealButton({ reveal, what = '' }: { reveal: boolean; what?: string }) {
  const Icon = reveal ? EyeOff : Eye;
  return (
    <Button
      component={Link}
      to={reveal ? '.' : '?reveal=true'}
      variant="default"
      leftSection={<Icon size={15} aria-hidden />}
      title={reveal ? undefined : 'Revealing is written to the audit log'}
    >
      {reveal ? 'Mask' : `Reveal ${what}`.trim()}
    </Button>
  );
}
