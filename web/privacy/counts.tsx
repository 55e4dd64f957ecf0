import { Fact, Facts, Quiet } from '../ui/facts.tsx';
import { Count } from '../ui/values.tsx';
import { countWord } from './words.ts';

/** Shows the count of each kind of data; kinds without data are left out. */
export function Counts({ counts, none }: { counts: Record<string, number>; none: string }) {
  const some = Object.entries(counts).filter(([, n]) => n > 0);
  if (!some.length) return <Quiet>{none}</Quiet>;
  return (
    <Facts>
      {some.map(([kind, n]) => (
        <Fact key={kind} label={countWord(kind)}>
          <Count value={n} />
        </Fact>
      ))}
    </Facts>
  );
}
