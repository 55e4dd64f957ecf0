import { Button } from '@mantine/core';
import { ExternalLink } from 'lucide-react';

/** The workflow behind a thing, in Temporal Web. */
export function WorkflowLink({ base, id }: { base: string | null; id: string | null }) {
  if (!base || !id) return null;
  return (
    <Button
      component="a"
      href={`${base}/workflows/${encodeURIComponent(id)}`}
      target="_blank"
      rel="noreferrer"
      variant="default"
      leftSection={<ExternalLink size={15} aria-hidden />}
    >
      Workflow
    </Button>
  );
}
