import { Button } from '@mantine/core';
import { ExternalLink } from 'lucide-react';

/** The workflow behind a thing, in Temporal Web. */
export function WorkflowLink({ base, id }: { base: string; id: string | null }) {
  if (!id) return null;
  return (
    <Button
      component="a"
      href={`${base}/namespaces/default/workflows/${encodeURIComponent(id)}`}
      target="_blank"
      rel="noreferrer"
      variant="default"
      leftSection={<ExternalLink size={15} aria-hidden />}
    >
      Workflow
    </Button>
  );
}
