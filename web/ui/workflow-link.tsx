import { TemporalLink } from './temporal-link.tsx';

/** Links to the workflow of an entity in Temporal Web. */
export function WorkflowLink({ base, id }: { base: string | null; id: string | null }) {
  if (!base || !id) return null;
  return <TemporalLink href={`${base}/workflows/${encodeURIComponent(id)}`}>Workflow</TemporalLink>;
}
