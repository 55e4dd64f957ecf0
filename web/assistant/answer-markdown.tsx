import { Markdown, type MarkdownToJSX } from 'markdown-to-jsx/react';
import type { ComponentType, ReactNode } from 'react';

type Inside = { children?: ReactNode };
export type AnswerLink = ComponentType<Inside & { href?: string }>;

/**
 * An answer’s Markdown. A model may repeat hostile text, so HTML stays text and pictures are not loaded; `link` decides
 * what becomes of links. Members and visitors see answers by this alone.
 * @param growing whether more of it comes
 * @param wide the class around a table
 */
export function AnswerMarkdown({
  text,
  growing,
  link,
  wide,
}: {
  text: string;
  growing: boolean;
  link: AnswerLink;
  wide: string | undefined;
}) {
  const options: MarkdownToJSX.Options = {
    disableParsingRawHTML: true,
    disableAutoLink: true,
    forceBlock: true,
    ...(growing ? { optimizeForStreaming: true } : {}),
    overrides: {
      a: link,
      img: Picture,
      table: { component: Wide, props: { wide } },
      h1: Heading,
      h2: Heading,
      h3: Heading,
      h4: Heading,
      h5: Heading,
      h6: Heading,
      input: Box,
    },
  };
  return <Markdown options={options}>{text}</Markdown>;
}

/** A link to elsewhere: not followed, but shown with its address. */
export function LinkAsText({ href = '', children }: Inside & { href?: string }) {
  const isBare = children === href || (Array.isArray(children) && children.join('') === href);
  return (
    <>
      {children}
      {isBare || !href ? null : ` (${href})`}
    </>
  );
}

function Heading({ children }: Inside) {
  return <h3>{children}</h3>;
}

function Picture({ alt = '' }: { alt?: string }) {
  return <span>[{alt || 'picture'}]</span>;
}

function Wide({ children, wide }: Inside & { wide?: string }) {
  return (
    <div className={wide}>
      <table>{children}</table>
    </div>
  );
}

/** Boxes of task lists could be ticked, to no effect. */
function Box({ checked }: { checked?: boolean }) {
  return <>{checked ? '☑ ' : '☐ '}</>;
}
