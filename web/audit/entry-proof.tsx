import { Alert } from '@mantine/core';
import { Code, Fact, Facts, Mono } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { Count, Moment } from '../ui/values.tsx';

type Proof = {
  position: number;
  leaf: string;
  path: string[];
  public_key: string;
  seal: { number: number; root: string; sealed_at: string; entries: number; hash: string };
  checks: { entry: boolean; root: boolean; signature: boolean; published: boolean | null };
};

const CHECKS = [
  ['entry', 'This row is the sealed one'],
  ['root', 'Its hashes lead to the signed root'],
  ['signature', 'The signature of the seal is valid'],
  ['published', 'The copy outside the database says the same'],
] as const;

/** Shows the result of checking the row, computed for this page. */
export function ProofVerdict({ proof }: { proof: Proof }) {
  const { checks } = proof;
  const bad = CHECKS.filter(([name]) => checks[name] === false);
  if (bad.length) {
    return (
      <Alert color="red" role="alert" mb="md" title="This row does not match its seal">
        Failed: {bad.map(([, words]) => words.toLowerCase()).join('; ')}. Keep the database and the
        published seals as they are, and find out who had access.
      </Alert>
    );
  }
  return (
    <Alert color="assent" variant="light" mb="md" title="This row matches its seal">
      {checks.published === null
        ? 'Its seal has no copy outside the database yet; it is published within a minute.'
        : 'Its seal and the copy outside the database say the same.'}
    </Alert>
  );
}

/** Shows the path from the row to the signed root, for readers who check it themselves. */
export function ProofFacts({ proof }: { proof: Proof }) {
  const { seal, checks } = proof;
  return (
    <Section title="Proof" lead="Checked when this page was loaded; reload it to check again">
      <Facts>
        {CHECKS.map(([name, words]) => (
          <Fact key={name} label={words}>
            {checks[name] === null ? 'Not published yet' : checks[name] ? 'Yes' : 'No'}
          </Fact>
        ))}
        <Fact label="Position in the log">
          <Count value={proof.position} />
        </Fact>
        <Fact label="Seal">
          {seal.number}, over <Count value={seal.entries} /> rows, <Moment at={seal.sealed_at} />
        </Fact>
      </Facts>
      <details>
        <summary>Hashes: leaf, path, root, key</summary>
        <Facts>
          <Fact label="Leaf">
            <Code>{proof.leaf}</Code>
          </Fact>
          {proof.path.map((hash, i) => (
            <Fact key={hash} label={`Sibling, level ${i + 1}`}>
              <Code>{hash}</Code>
            </Fact>
          ))}
          <Fact label="Root">
            <Code>{seal.root}</Code>
          </Fact>
          <Fact label="Hash of the seal">
            <Code>{seal.hash}</Code>
          </Fact>
          <Fact label="Public key">
            <Mono>{proof.public_key}</Mono>
          </Fact>
        </Facts>
      </details>
    </Section>
  );
}
