import { CATEGORIES } from '../../domain/templates/contract.ts';
import { COMMON_VALUES, valueNames } from '../../domain/templates/value-names.contract.ts';
import { own } from '../../lib/own.ts';
import { Fact, Facts, Mono } from '../ui/facts.tsx';
import { CATEGORY_WORDS } from './categories.ts';

/** What each value is. */
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
  unsubscribe_url: 'The address where one unsubscribes',
  preferences_url: 'The address of all that the person receives',
  opt_out: 'How to stop, such as Reply STOP to opt out',
  code: 'The code that proves the address',
  confirm_url: 'The address where one says yes',
  expires_minutes: 'How many minutes the code works',
  receipt_url: 'The address of the receipt',
  renew_url: 'The address where one stays',
  ends_on: 'The day the consent ends',
  'variables.…': 'A value of your own, which each send or campaign brings: variables.offer',
};

/** The values that Assent fills in, beside where somebody writes. @param category of a text that is there already */
export function ValuesThereAre({ category }: { category: string | undefined }) {
  const uses = CATEGORIES.filter((one) => category === undefined || one === category);
  return (
    <details open={category === undefined}>
      <summary>Values that can be filled in</summary>
      <Values names={[...COMMON_VALUES, 'contact.fields.…', 'variables.…']} />
      {uses.map((use) => (
        <Further key={use} use={use} alone={uses.length === 1} />
      ))}
    </details>
  );
}

function Further({ use, alone }: { use: (typeof CATEGORIES)[number]; alone: boolean }) {
  const names = valueNames(use).filter((name) => !COMMON_VALUES.includes(name));
  return (
    <>
      <h4>{alone ? 'In this text also' : CATEGORY_WORDS[use]}</h4>
      <Values names={names} />
    </>
  );
}

function Values({ names }: { names: readonly string[] }) {
  return (
    <Facts>
      {names.map((name) => (
        <Fact key={name} label={<Mono>{`{{ ${name} }}`}</Mono>}>
          {own(WORDS, name) ?? name}
        </Fact>
      ))}
    </Facts>
  );
}
