import { Code, Fact, Facts, Quiet } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';

type Use = 'ownership' | 'dkim' | 'spf' | 'dmarc' | 'return_path';
type Record = {
  use: Use;
  type: string;
  name: string;
  value: string | null;
  note: string;
  state: string;
  found: string[];
};

const TITLES: { [use in Use]: string } = {
  ownership: 'Ownership',
  dkim: 'Signature (DKIM)',
  spf: 'Servers (SPF)',
  dmarc: 'Policy (DMARC)',
  return_path: 'Returned mails',
};

/** Shows one DNS record: what to enter where, whether it was found, and what was found instead. */
export function DnsRecord({ record }: { record: Record }) {
  const { use, type, name, value, note, state, found } = record;
  return (
    <Section title={TITLES[use]} lead={note} actions={<Status value={`record_${state}`} />}>
      <Facts>
        <Fact label="Type">{type}</Fact>
        <Fact label="Name">
          <Code>{name}</Code>
        </Fact>
        <Fact label="Value">{value === null ? null : <Code>{value}</Code>}</Fact>
        {state === 'different' ? (
          <Fact label="Found instead">
            {found.map((text) => (
              <Code key={text}>{text}</Code>
            ))}
          </Fact>
        ) : null}
      </Facts>
      {state === 'unreachable' ? <Quiet>The DNS gave no answer. Try again later.</Quiet> : null}
    </Section>
  );
}
