import { Button } from '@mantine/core';
import { ExternalLink } from 'lucide-react';

/** A button that opens Temporal Web in a new window. */
export const TemporalLink = (props: { href: string; title?: string; children: string }) => (
  <Button
    component="a"
    target="_blank"
    rel="noreferrer"
    variant="default"
    leftSection={<ExternalLink size={15} aria-hidden />}
    {...props}
  />
);
