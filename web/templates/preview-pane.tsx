import { Alert } from '@mantine/core';
import { Quiet } from '../ui/facts.tsx';
import { MailPreview, PhonePreview } from '../ui/preview.tsx';
import { useCount } from '../ui/values.tsx';

export type Preview = {
  subject: string | null;
  text: string;
  html: string | null;
  segments: { encoding: string; segments: number; chars: number } | null;
  missing: string[];
  errors: { path: string; message: string }[];
};

/** What a recipient would see, how a text is billed, and what is still missing. */
export function PreviewPane({ preview }: { preview: Preview }) {
  const { subject, text, html, missing, errors } = preview;
  return (
    <div aria-live="polite">
      {errors.map(({ path, message }) => (
        <Alert key={path + message} color="red" mb="sm" py="xs">
          {path}: {message}
        </Alert>
      ))}
      {html === null ? <PhonePreview text={text} /> : <MailPreview subject={subject} html={html} />}
      <p>
        <Segments preview={preview} />
      </p>
      {missing.length ? (
        <p>
          <Quiet>Each send must bring: {missing.map((name) => `{{ ${name} }}`).join(', ')}</Quiet>
        </p>
      ) : null}
    </div>
  );
}

function Segments({ preview: { segments } }: { preview: Preview }) {
  const count = useCount();
  if (!segments) return null;
  const unicode = segments.encoding === 'UCS-2';
  return (
    <Quiet>
      {count(segments.chars)} characters, sent as {count(segments.segments)}{' '}
      {segments.segments === 1 ? 'text' : 'texts'}
      {unicode ? '; letters beyond the plain GSM set make each text shorter' : ''}
    </Quiet>
  );
}
