import { CATEGORIES } from '../../domain/templates/contract.ts';
import { COMMON_VALUES, valueNames } from '../../domain/templates/value-names.contract.ts';
import { own } from '../../lib/own.ts';
import classes from '../ui/ui.module.css';
import { CATEGORY_WORDS } from './categories.ts';

/** The description of each value. */
const WORDS: Record<string, string> = {
  'contact.name': 'The person’s name',
  'contact.first_name': 'Their first name',
  'contact.email': 'Their e-mail address',
  'contact.phone': 'Their phone number',
  'contact.locale': 'Their language, as a tag such as en',
  'contact.fields.…': 'A field of your own, by its name: contact.fields.city',
  'organization.name': 'Your organization’s name',
  'organization.color': 'Your color',
  'organization.address': 'Your postal address',
  'organization.logo': 'The address of your logo',
  'purpose.name': 'What the message is for, such as News and offers',
  unsubscribe_url: 'The link to unsubscribe',
  preferences_url: 'The link to everything the person receives',
  opt_out: 'How to stop, such as Reply STOP to opt out',
  wording: 'The exact words that a yes agrees to, as recorded',
  code: 'The code that proves the address',
  confirm_url: 'The link to confirm',
  expires_minutes: 'How many minutes the code works',
  receipt_url: 'The link to the receipt',
  renew_url: 'The link to renew',
  ends_on: 'The day the consent ends',
  'variables.…': 'A value of your own, which each send or campaign brings: variables.offer',
};

/** Lists the values that Assent fills in, beside the editor. @param category the use of a saved template */
export function ValuesThereAre({ category }: { category: string | undefined }) {
  const uses = CATEGORIES.filter((one) => category === undefined || one === category);
  const further = [...new Set(uses.flatMap(valueNames))].filter(
    (name) => !COMMON_VALUES.includes(name),
  );
  return (
    <dl className={classes['values']}>
      {[...COMMON_VALUES, ...further, 'contact.fields.…', 'variables.…'].map((name) => (
        <div key={name}>
          <dt>{`{{ ${name} }}`}</dt>
          <dd>
            {own(WORDS, name) ?? name}
            {further.includes(name) ? usesOf(name, uses) : ''}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Names the uses that have a value, unless all of them have it. */
function usesOf(name: string, uses: readonly (typeof CATEGORIES)[number][]): string {
  const having = uses.filter((use) => valueNames(use).includes(name));
  if (having.length === uses.length) return '';
  return having.length > uses.length / 2
    ? `; not in: ${listed(uses.filter((use) => !having.includes(use)))}`
    : `; only in: ${listed(having)}`;
}

const listed = (uses: readonly string[]): string =>
  uses.map((use) => own(CATEGORY_WORDS, use) ?? use).join(', ');
