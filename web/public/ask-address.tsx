import { FORM_LANGUAGES } from '../../domain/languages.contract.ts';
import { AddressField, ChoiceLinks } from './public-field.tsx';
import { useRefusal } from './refusal.ts';
import { Sheet, type SheetProps } from './sheet.tsx';
import { FormProblem, LanguageLinks } from './sign-up-form.tsx';
import type { PublicWords } from './words/index.ts';

type Channel = 'sms' | 'email';

export type AskAddressProps = {
  page: {
    organization: SheetProps['organization'];
    language: string;
    channel: Channel;
    /** The address was submitted; the answer is the same for everybody. */
    done: boolean;
    /** The sealed state in the address, which the same page in another language keeps. */
    state: string;
  };
  words: PublicWords;
  title: string;
  lead: string;
  /** The kinds of address to choose from, with the label of each. */
  which: { label: string; channels: readonly { channel: Channel; words: string }[] };
  button: string;
  done: { title: string; words: string };
};

/** A public page that asks for an address and nothing else. */
export function AskAddress({ page, words, title, lead, which, button, done }: AskAddressProps) {
  const { organization, language, channel } = page;
  const answer = useRefusal();
  const languages = (
    <LanguageLinks
      languages={FORM_LANGUAGES}
      language={language}
      words={words}
      query={page.done ? `&done&state=${page.state}` : `&channel=${channel}`}
    />
  );
  const sheet = { organization, language, foot: languages };
  if (page.done) {
    return (
      <Sheet {...sheet} title={done.title}>
        <p>{done.words}</p>
      </Sheet>
    );
  }
  return (
    <Sheet {...sheet} title={title}>
      <p>{lead}</p>
      <ChoiceLinks
        label={which.label}
        choices={which.channels.map((one) => ({
          to: `?channel=${one.channel}&lang=${language}`,
          words: one.words,
          current: one.channel === channel,
        }))}
      />
      <form method="post" noValidate>
        <FormProblem answer={answer} words={words} />
        <input type="hidden" name="channel" value={channel} />
        <AddressField channel={channel} words={words} answer={answer} />
        <button type="submit">{button}</button>
      </form>
    </Sheet>
  );
}
