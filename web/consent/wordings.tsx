import { Stack } from '@mantine/core';
import { Quiet, Quote } from '../ui/facts.tsx';
import { Moment } from '../ui/values.tsx';

export type Wording = {
  id: string;
  language: string;
  version: number;
  text: string;
  sha256: string;
  in_force: boolean;
  created_at: string;
};

/** Published texts, newest first: the current one open, the others folded. */
export function Wordings({ wordings, missing }: { wordings: readonly Wording[]; missing: string }) {
  if (!wordings.length) return <Quiet>{missing}</Quiet>;
  return (
    <Stack gap="xs">
      {wordings.map((one) => (
        <details key={one.id} open={one.in_force}>
          <summary>
            {one.language} · version {one.version}
            {one.in_force ? ', shown now' : ''} · <Moment at={one.created_at} />
          </summary>
          <div lang={one.language}>
            <Quote>{one.text}</Quote>
          </div>
          <Quiet>SHA-256 {one.sha256.slice(0, 16)}…</Quiet>
        </details>
      ))}
    </Stack>
  );
}
