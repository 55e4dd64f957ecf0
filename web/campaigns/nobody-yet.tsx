import { Alert } from '@mantine/core';
import { Link } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { useCount } from '../ui/values.tsx';

type Chosen = { everyone: boolean; tags: string[]; segment_ids: string[]; contact_ids: string[] };

/**
 * Says that nobody in the chosen audience would get the campaign now, why, and what to do.
 * @param pressed whether the user pressed "Next": then this message comes next and has the focus
 */
export function NobodyYet({ chosen, leftOut, pressed }: WhyProps & { pressed: boolean }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (pressed) ref.current?.focus();
  }, [pressed]);
  return (
    <Alert
      ref={ref}
      color="yellow"
      variant="light"
      tabIndex={-1}
      role={pressed ? 'alert' : 'status'}
    >
      <strong>Nobody would get this yet.</strong> <Why chosen={chosen} leftOut={leftOut} />
    </Alert>
  );
}

type WhyProps = { chosen: Chosen; leftOut: number };

function Why({ chosen, leftOut }: WhyProps) {
  const count = useCount();
  if (leftOut > 0) {
    return (
      <>
        {leftOut === 1 ? 'The one person' : `All ${count(leftOut)} people`} you chose would be left
        out; “As it stands now” says why. Choose others, or ask for consent first: with a{' '}
        <Link to="/forms">form</Link>, on a person’s own page among the{' '}
        <Link to="/contacts">contacts</Link>, or bring consents you have proof of in an{' '}
        <Link to="/contacts/imports/new">import</Link>.
      </>
    );
  }
  if (isNothing(chosen)) return 'Choose everyone, a tag or a segment.';
  return (
    <>
      There are no contacts in what you chose. Choose another group, or bring people in: add them to
      the <Link to="/contacts">contacts</Link> or <Link to="/contacts/imports/new">import</Link> a
      file.
    </>
  );
}

/** Whether neither a group nor a single person is chosen. */
export const isNothing = ({ everyone, tags, segment_ids, contact_ids }: Chosen): boolean =>
  !everyone && !tags.length && !segment_ids.length && !contact_ids.length;
