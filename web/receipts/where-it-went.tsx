import { Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { Api } from '../../api/client-types.ts';
import { Quiet, Timeline, type TimelineEntry } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';

type Detail = Awaited<ReturnType<Api['receipts']['get']>>;

/** Lists when it was handed over, opened and made, oldest first. @param makers who made each copy, by name */
export function WhereItWent({ receipt, makers }: { receipt: Detail; makers: readonly string[] }) {
  const { handed, opened_at, makings } = receipt;
  const entries: TimelineEntry[] = [
    ...(handed
      ? [
          {
            id: 'handed',
            at: handed.at,
            title: <strong>Handed over</strong>,
            children: (
              <>
                <Quiet>Its link went to the person with </Quiet>
                <Anchor component={Link} to={`/messages/${handed.message_id}`}>
                  the confirmation mail
                </Anchor>
              </>
            ),
          },
        ]
      : []),
    ...(opened_at
      ? [
          {
            id: 'opened',
            at: opened_at,
            title: <strong>Opened by its link</strong>,
            children: (
              <Quiet>
                For the first time: by the person, or by a program that opens links in mails
              </Quiet>
            ),
          },
        ]
      : []),
    ...makings.map(({ at, revealed }, index) => ({
      id: `made-${index}`,
      at,
      title: <strong>Created, {revealed ? 'with the address in clear' : 'masked'}</strong>,
      children: <Quiet>By {makers[index]}</Quiet>,
    })),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return (
    <Section title="Who has it">
      {entries.length ? (
        <Timeline entries={entries} />
      ) : (
        <Quiet>
          Nobody has it yet. Mails that confirm carry its link; people find it in their preference
          center; a colleague can download it here and hand it over.
        </Quiet>
      )}
    </Section>
  );
}
