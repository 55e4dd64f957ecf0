import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { AnswerMarkdown, LinkAsText } from './answer-markdown.tsx';
import classes from './assistant.module.css';

/** An answer for a member: only links to our own pages can be followed. */
export function AnswerText({ text, growing = false }: { text: string; growing?: boolean }) {
  return (
    <div className={classes['answer']} dir="auto">
      <AnswerMarkdown text={text} growing={growing} link={SafeLink} wide={classes['wide']} />
    </div>
  );
}

/** One of our own pages, by its path. */
const OWN = /^\/(?![/\\])/;

function SafeLink({ href = '', children }: { href?: string; children?: ReactNode }) {
  if (OWN.test(href)) return <Link to={href}>{children}</Link>;
  return <LinkAsText href={href}>{children}</LinkAsText>;
}
