import { Button } from '@mantine/core';
import { ExternalLink } from 'lucide-react';

/** A button that leads to Temporal Web, in a window of its own. */
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
