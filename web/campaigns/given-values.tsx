import type { OwnField } from './own-field.ts';
import { Fact, Facts, Written } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { labelOf } from './own-value-label.ts';

/** Shows the values that a campaign fills into its text. */
export function GivenValues({ fields }: { fields: readonly OwnField[] }) {
  const given = fields.filter(({ typed }) => typed !== '');
  if (!given.length) return null;
  return (
    <Section title="What it says">
      <Facts>
        {given.map(({ name, typed }) => (
          <Fact key={name} label={labelOf(name)}>
            <Written>{typed ?? 'Set by the API'}</Written>
          </Fact>
        ))}
      </Facts>
    </Section>
  );
}
