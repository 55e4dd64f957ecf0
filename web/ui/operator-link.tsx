import { Anchor, List } from '@mantine/core';
import { TemporalLink } from './temporal-link.tsx';

type Link = { question: string; href: string };

/** Links to the processes behind a list in Temporal Web, by the query that an operator needs most there. */
export function OperatorLink({ link }: { link: Link | null }) {
  if (!link) return null;
  return (
    <TemporalLink href={link.href} title={link.question}>
      Workflows
    </TemporalLink>
  );
}

/** Links to all queries. */
export const OperatorLinks = ({ links }: { links: readonly Link[] }) => (
  <List>
    {links.map((link) => (
      <List.Item key={link.href}>
        <Anchor href={link.href} target="_blank" rel="noreferrer">
          {link.question}
        </Anchor>
      </List.Item>
    ))}
  </List>
);
