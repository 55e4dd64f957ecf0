import { Alert } from '@mantine/core';
import { Fact, Facts, Mono } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { Count, Moment } from '../ui/values.tsx';

export type MasterKeyStatus = {
  in_use: string;
  in_use_since: string;
  rotated_at: string | null;
  wraps: { master: string; keys: number }[];
  previous: string | null;
  unfinished: boolean;
};

/**
 * Shows the master key, which is outside the database and wraps all others: which one, since when, and what is left
 * to do.
 */
export function MasterKey({ status }: { status: MasterKeyStatus }) {
  const { in_use, in_use_since, rotated_at, wraps, previous, unfinished } = status;
  return (
    <Section
      title="Master key"
      lead="Wraps all other keys. It belongs to the whole installation and is outside the database, so it is replaced by a command and not here."
    >
      {unfinished ? (
        <Alert color="yellow" variant="light" mb="sm">
          It is being replaced. The operator finishes this with npm run rotate-master-key, when
          every process has both keys.
        </Alert>
      ) : null}
      <Facts>
        <Fact label="In use">
          <Mono>{in_use}</Mono>
        </Fact>
        <Fact label="Since">
          <Moment at={in_use_since} />
        </Fact>
        <Fact label="Last replaced">
          <Moment at={rotated_at} missing="Never" />
        </Fact>
        {previous ? (
          <Fact label="Previous key">
            <Mono>{previous}</Mono> is still set; the command says when it can be removed
          </Fact>
        ) : null}
        {wraps.map(({ master, keys }) => (
          <Fact key={master} label={`Your keys wrapped by ${master}`}>
            <Count value={keys} />
          </Fact>
        ))}
      </Facts>
    </Section>
  );
}
