import type { FormAnswer } from '../core/answer.ts';
import { isolated } from './isolated.ts';
import { CodeField } from './public-field.tsx';
import { Sheet, type SheetProps } from './sheet.tsx';
import { FormProblem } from './sign-up-form.tsx';
import type { PublicWords } from './words/index.ts';

export type CodeStepProps = {
  page: {
    channel: 'sms' | 'email';
    id: string;
    to: string;
    language: string;
    embedded: boolean;
  };
  /** The path of the form. */
  start: string;
  words: PublicWords;
  answer: FormAnswer | undefined;
  sheet: Pick<SheetProps, 'organization' | 'language' | 'embedded'>;
};

/** The step after the form: the visitor enters the code of a text or mail; a mail also has a link. */
export function CodeStep({ page, words, answer, sheet, start: form }: CodeStepProps) {
  const { channel, id, to, language, embedded } = page;
  const start = `${form}?channel=${channel}&lang=${language}${embedded ? '&embed=1' : ''}`;
  const again = <a href={start}>{words.codeStep.startAgain}</a>;
  const mail = channel === 'email';
  return (
    <Sheet {...sheet} title={mail ? words.mailStep.title : words.codeStep.title}>
      {mail ? <p>{words.mailStep.words}</p> : null}
      {to && !mail ? <p>{words.codeStep.sentTo(isolated(to))}</p> : null}
      <form method="post" noValidate>
        <FormProblem answer={answer} words={words} />
        <input type="hidden" name="intent" value="check" />
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="channel" value={channel} />
        <input type="hidden" name="language" value={language} />
        <CodeField words={words} answer={answer} />
        <button type="submit">{words.codeStep.button}</button>
      </form>
      <p className="quiet">
        {mail ? words.mailStep.quiet : words.codeStep.again} {again}
      </p>
    </Sheet>
  );
}
