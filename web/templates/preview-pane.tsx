import { Fragment } from 'react';
import { Alert } from '@mantine/core';
import { own } from '../../lib/own.ts';
import { sentence } from '../core/words.ts';
import { pathWords } from '../forms/path-words.ts';
import { Quiet } from '../ui/facts.tsx';
import { MailPreview, PhonePreview } from '../ui/preview.tsx';
import { useSome } from '../ui/values.tsx';

export type Preview = {
  subject: string | null;
  text: string;
  html: string | null;
  segments: { encoding: string; segments: number; chars: number; beyond_gsm: string[] } | null;
  price: { amount: string; currency: string; basis: string; source: string; for: string } | null;
  missing: string[];
  errors: { path: string; message: string }[];
};

/** Whether a missing value is one of the contact: no send can bring it. */
export const isOfContact = (name: string): boolean => /^(contact|fields)\b/.test(name);

/** Writes names as in a template. */
export const written = (names: readonly string[]): string =>
  names.map((name) => `{{ ${name} }}`).join(', ');

const IN_FIELD: Record<string, string> = { body: 'In the text', subject: 'In the subject' };

/** `variables.message` → `Message`, the label of its field. */
const fieldOf = (name: string): string =>
  sentence(name.replace(/^variables\./, '').replaceAll('.', ' '));

/** Shows what a recipient would see, how a text is billed, and what is still missing. */
export function PreviewPane({
  preview,
  inCampaign = false,
}: {
  preview: Preview;
  /** The values of each send are fields of the same page. */
  inCampaign?: boolean;
}) {
  const { text, html, missing, errors } = preview;
  // A value that does not exist is an error already.
  const personal = missing
    .filter(isOfContact)
    .filter((name) => !errors.some(({ message }) => message.includes(`"${name}"`)));
  const sent = missing.filter((name) => !isOfContact(name));
  // A text that cannot be rendered has no preview, no length and no price.
  const unread = errors.length > 0 && html === null && text === '';
  return (
    <div aria-live="polite">
      {errors.map(({ path, message }) => (
        <Alert key={path + message} color="red" mb="sm" py="xs">
          {own(IN_FIELD, path) ?? pathWords(path)}: {message}
        </Alert>
      ))}
      {unread ? null : <Seen preview={preview} />}
      {sent.length ? (
        <p>
          <Quiet>
            {inCampaign
              ? `Not filled in yet: ${sent.map(fieldOf).join(', ')}`
              : `Each send must bring: ${written(sent)}`}
          </Quiet>
        </p>
      ) : null}
      {personal.length ? (
        <p>
          <Quiet>
            From each contact, empty here: {written(personal)}. Nothing is sent to a contact without
            it, unless the text has a default.
          </Quiet>
        </p>
      ) : null}
    </div>
  );
}

function Seen({ preview }: { preview: Preview }) {
  const { subject, text, html } = preview;
  return (
    <>
      {html === null ? <PhonePreview text={text} /> : <MailPreview subject={subject} html={html} />}
      <p>
        <Segments preview={preview} />
      </p>
    </>
  );
}

function Segments({ preview: { segments, price } }: { preview: Preview }) {
  const some = useSome();
  if (!segments) return null;
  const beyond = segments.beyond_gsm;
  return (
    <Quiet>
      {some(segments.chars, 'character')} in {segments.encoding}, sent as{' '}
      {some(segments.segments, 'text')}. {beyond.length ? <Beyond letters={beyond} /> : null}
      {price ? <Price price={price} /> : null}
    </Quiet>
  );
}

const SHOWN = 8;

/** Lists the characters that make a text long. */
function Beyond({ letters }: { letters: readonly string[] }) {
  return (
    <>
      Only 70 characters fit in one instead of 160, because of{' '}
      {letters.slice(0, SHOWN).map((letter) => (
        <Fragment key={letter}>
          <bdi>{named(letter)}</bdi>{' '}
        </Fragment>
      ))}
      {letters.length > SHOWN ? 'and others. ' : ''}
    </>
  );
}

/** Names invisible characters by their code point. */
const named = (letter: string): string =>
  /[\s\p{C}]/u.test(letter)
    ? `U+${letter.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? ''}`
    : `“${letter}”`;

function Price({ price }: { price: NonNullable<Preview['price']> }) {
  const where = price.for === 'contact' ? 'to this contact' : 'within your country';
  const how = own({ card: 'your price', list: 'list price', fallback: 'assumed' }, price.basis);
  return (
    <>
      About {price.amount} {price.currency} {where} ({how ?? price.basis}).
    </>
  );
}
