import { Button } from '@mantine/core';
import { Link, useSearchParams } from '@remix-run/react';
import { Eye, EyeOff, Printer } from 'lucide-react';

/** Buttons to print, and to reveal. */
export function WhyActions({ mayReveal, reveal }: { mayReveal: boolean; reveal: boolean }) {
  const [search] = useSearchParams();
  const other = new URLSearchParams(search);
  if (reveal) other.delete('reveal');
  else other.set('reveal', 'true');
  return (
    <>
      <Button
        type="button"
        variant="default"
        leftSection={<Printer size={15} aria-hidden />}
        onClick={() => window.print()}
      >
        Print
      </Button>
      {mayReveal ? (
        <Button
          component={Link}
          to={`?${other.toString()}`}
          variant="default"
          leftSection={reveal ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
          title={reveal ? undefined : 'Revealing is written to the audit log'}
        >
          {reveal ? 'Mask' : 'Reveal'}
        </Button>
      ) : null}
    </>
  );
}
