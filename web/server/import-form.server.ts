import { data } from '@remix-run/node';
import { channel } from '../../domain/channel.contract.ts';
import { ENCODINGS } from '../../domain/imports/encodings.contract.ts';
import { CONTACT_TARGETS } from '../../domain/imports/targets.contract.ts';
import { setOwn } from '../../lib/own.ts';
import { oneOf, text } from './fields.server.ts';
import type { FormAnswer } from '../core/answer.ts';
import { instantOf, localOf } from './local-time.server.ts';
import type { StatedConsent } from '../imports/consent-proof.tsx';
import type { PageSession } from '../../api/client-types.ts';

type ChangeBody = Parameters<PageSession['api']['imports']['change']>[0]['body'];
type Stated = Awaited<ReturnType<PageSession['api']['imports']['get']>>['consent'];
type StartBody = Parameters<PageSession['api']['imports']['start']>[0]['body'];

/** Returns how the file is to be read: only what the user changed; the rest is guessed again. */
export function importRead(form: FormData): ChangeBody {
  const changed = (name: string): string | undefined => {
    const value = text(form, name);
    return value === text(form, `was_${name}`) ? undefined : value;
  };
  const encoding = oneOf(changed('encoding'), ENCODINGS);
  const delimiter = changed('delimiter');
  return { ...(encoding ? { encoding } : {}), ...(delimiter ? { delimiter } : {}) };
}

/** Reads the mapping form into the input of its operation. */
export function importStart(form: FormData, zone: string, stated: Stated): StartBody {
  const mapping: NonNullable<StartBody['mapping']> = {};
  for (const [name, value] of form) {
    if (name.startsWith('map:'))
      setOwn(mapping, name.slice('map:'.length), targetOf(String(value)));
  }
  const consent = consentOf(form, zone, stated);
  const dry_run = text(form, 'how') !== 'real';
  return { mapping, dry_run, ...(consent === undefined ? {} : { consent }) };
}

const targetOf = (value: string) =>
  /^(?:field|unrelated):/.test(value) ? value : (oneOf(value, CONTACT_TARGETS) ?? null);

/**
 * Checks for a proof that was typed but not ticked, which would be lost without notice. @returns the error to show
 */
export function untickedProof(form: FormData) {
  const typed = text(form, 'consent_wording') ?? text(form, 'consent_date');
  if (form.has('with_consent') || typed === undefined) return null;
  return refused(
    form,
    'This proof would not be stored: tick the box above it, or clear the wording and the date',
  );
}

/**
 * Checks that a proof has its words and its day. Without them a consent is recorded as one without proof, and nobody
 * may be written to. @returns the errors to show
 */
export function incompleteProof(form: FormData) {
  if (!form.has('with_consent')) return null;
  const lacks = [
    { path: 'consent_wording', message: 'must not be empty: without the wording it is no proof' },
    { path: 'consent_date', message: 'must not be empty: without the date it is no proof' },
  ].filter(({ path }) => !text(form, path)?.trim());
  return lacks.length ? refused(form, 'The proof is not complete', lacks) : null;
}

const refused = (form: FormData, message: string, errors: FormAnswer['errors'] = []) => {
  const answer: FormAnswer = {
    intent: text(form, 'intent') ?? '',
    message,
    errors,
    values: [...form.entries()].map(([name, value]) => [name, String(value)]),
  };
  return data(answer, { status: 422 });
};

/** Returns the consent statement of an import as its form shows it. */
export const statedConsent = (stated: Stated, zone: string): StatedConsent | null =>
  stated && { ...stated, day: localOf(stated.captured_at, zone).slice(0, 10) };

/**
 * Reads the consent statement. The day is one of the organization's and counts from its beginning.
 * @returns null if there is to be none; undefined keeps the earlier statement with all that the page does not show
 */
function consentOf(form: FormData, zone: string, stated: Stated): StartBody['consent'] {
  if (!form.has('with_consent')) return null;
  const said = {
    channel: oneOf(text(form, 'consent_channel'), channel.options) ?? 'email',
    purpose: text(form, 'consent_purpose') ?? '',
    wording: text(form, 'consent_wording')?.replaceAll('\r\n', '\n').trim() ?? null,
    day: text(form, 'consent_date') ?? '',
  };
  const before = statedConsent(stated, zone);
  if (before && KEPT.every((name) => before[name] === said[name])) return undefined;
  const { wording, day, ...rest } = said;
  return {
    ...rest,
    ...(wording === null ? {} : { wording }),
    ...(day ? { evidence: { captured_at: instantOf(`${day}T00:00`, zone) ?? day } } : {}),
  };
}
const KEPT = ['channel', 'purpose', 'wording', 'day'] as const;
