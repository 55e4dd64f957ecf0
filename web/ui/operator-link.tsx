import { Anchor, Button, List } from '@mantine/core';
import { ExternalLink } from 'lucide-react';

type Link = { question: string; href: string };

/** The processes behind a list, in Temporal Web: by the query that an operator needs most there. */
export function OperatorLink({ link }: { link: Link | null }) {
  if (!link) return null;
  return (
    <Button
      component="a"
      href={link.href}
      title={link.question}
      target="_blank"
      rel="noreferrer"
      variant="default"
      leftSection={<ExternalLink size={15} aria-hidden />}
    >
      Workflows
    </Button>
  );
}

/** All the questions, in words. */
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
