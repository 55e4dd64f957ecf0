import { Link } from '@remix-run/react';
import { capital } from '../forms/path-words.ts';
import { isOfContact, written, type Preview } from '../templates/preview-pane.tsx';
import { useMoney, useSome } from '../ui/values.tsx';
import type { Check } from './checklist.tsx';
import type { Audience } from './counts.tsx';
import type { OwnField } from './own-field.ts';
import { labelOf } from './own-value-label.ts';

/** What the API has checked of a campaign. */
type Found = {
  errors: { path: string; message: string }[];
  shows: { sender: boolean; opt_out: boolean } | null;
  postal_address: string;
};

type Reviewed = {
  /** Of the campaign. */
  id: string;
  audience: Pick<Audience, 'included' | 'excluded'>;
  found: Found;
  /** Null while no message is chosen. */
  preview: Preview | null;
  /** The campaign's own values. */
  fields: readonly OwnField[];
  /** The name of the organization. */
  organization: string;
};

/** Returns what must be right before a campaign is sent, in words, with links to where it is mended. */
export function useReviewChecks({
  id,
  audience,
  found,
  preview,
  fields,
  organization,
}: Reviewed): Check[] {
  const some = useSome();
  const money = useMoney();
  const faulty = found.errors.filter(({ path }) => path === 'template_id');
  const faults = fields.flatMap(({ name, fault }) =>
    fault ? [{ path: `variables.${name}`, words: `${labelOf(name)} ${fault}` }] : [],
  );
  const lacking = found.errors.flatMap(({ path }) =>
    path.startsWith('variables.') && !faults.some((fault) => fault.path === path)
      ? [path.slice('variables.'.length).replaceAll('.', ' ')]
      : [],
  );
  const unfit = [
    ...found.errors.flatMap(({ path, message }) => (path === 'variables' ? [message] : [])),
    ...faults.map(({ words }) => words),
  ];
  const personal = (preview?.missing ?? []).filter(isOfContact);
  return [
    {
      id: 'audience',
      ok: audience.included > 0,
      title: 'Somebody gets it',
      words: audience.included ? (
        `${some(audience.included, 'person has', 'people have')} consented; ${some(audience.excluded, 'is', 'are')} left out.`
      ) : (
        <>
          Nobody chosen has consented to this on this channel.{' '}
          <Link to={`/campaigns/${id}/audience`}>Change the audience</Link>
        </>
      ),
    },
    {
      id: 'words',
      ok: !faulty.length,
      title: found.shows?.opt_out ? 'The text is there, with an opt-out' : 'The text is there',
      words: preview ? (
        faulty.length ? (
          faulty.map(({ message }) => message).join('; ')
        ) : (
          copyWords(found.shows)
        )
      ) : (
        <Link to={`/campaigns/${id}/message`}>Choose a message</Link>
      ),
    },
    ...(found.shows?.sender === false
      ? [
          {
            id: 'sender',
            ok: false,
            title: 'It does not say who it is from',
            words: (
              <>
                A text shows only a number, and your name, {organization}, is not in these words for
                everybody. <Link to={`/campaigns/${id}/message`}>Choose another message</Link>, or
                write {'{{ organization.name }}'} into this one. It can be sent as it is.
              </>
            ),
          },
        ]
      : []),
    {
      id: 'values',
      ok: preview !== null && !lacking.length && !unfit.length,
      title:
        lacking.length || unfit.length
          ? 'Not every value can be filled in'
          : personal.length
            ? 'Every value is given, or comes from the contact'
            : 'Every value can be filled in',
      words: lacking.length ? (
        <>
          No value yet for {lacking.join(', ')}.{' '}
          <Link to={`/campaigns/${id}/message`}>Write it</Link>
        </>
      ) : !preview ? (
        'This is checked once a message is chosen.'
      ) : unfit.length ? (
        <>
          {unfit.map(capital).join('. ')}. <Link to={`/campaigns/${id}/message`}>Change it</Link>
        </>
      ) : (
        <FromContacts names={personal} />
      ),
    },
    ...(found.postal_address === 'not_needed'
      ? []
      : [
          {
            id: 'postal-address',
            ok: found.postal_address === 'set',
            title: 'It has your postal address',
            words:
              found.postal_address === 'set' ? (
                'Your postal address is at the foot.'
              ) : (
                <>
                  Marketing mail must name your postal address.{' '}
                  <Link to={`/settings?campaign=${id}`}>Set it</Link>
                </>
              ),
          },
        ]),
    ...(preview?.price && preview.segments
      ? [
          {
            id: 'cost',
            ok: true,
            title: `It costs about ${money(
              String(Number(preview.price.amount) * audience.included),
              preview.price.currency,
            )}`,
            words: (
              <>
                {some(audience.included, 'person', 'people')},{' '}
                {some(preview.segments.segments, 'segment')} each, at the{' '}
                <Link to="/settings/prices">price</Link>{' '}
                {preview.price.basis === 'fallback'
                  ? 'where none is known: there is none for your own country.'
                  : 'in your own country.'}{' '}
                Longer names and other countries change it.
              </>
            ),
          },
        ]
      : []),
  ];
}

/** Says what every copy shows: only what was checked. */
function copyWords(shows: { sender: boolean; opt_out: boolean } | null): string {
  const said = [
    ...(shows?.sender ? ['who it is from'] : []),
    ...(shows?.opt_out ? ['how to stop'] : []),
  ];
  return said.length ? `Every message says ${said.join(' and ')}.` : 'They can be filled in.';
}

/** Says what happens to contacts without a value that the text needs. */
function FromContacts({ names }: { names: readonly string[] }) {
  if (!names.length) return 'Names and other values come from each contact.';
  return `${written(names)} ${names.length === 1 ? 'comes' : 'come'} from each contact. Whoever has none is left out, and listed as failed.`;
}
