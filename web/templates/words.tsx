import { Code } from '../ui/facts.tsx';

/** Shows a text as it was written. */
export function Words({
  subject,
  body,
  language,
}: {
  subject: string | null;
  body: string;
  language: string;
}) {
  return (
    <div lang={language} dir="auto">
      {subject ? <Code>{subject}</Code> : null}
      <Code>{body}</Code>
    </div>
  );
}
