import { Link } from '@remix-run/react';
import { useMay } from '../core/organization-facts.ts';

/** Says what to do in the settings: to those who may, with a link; to all others, whom to ask. */
export function AskManagers({ todo }: { todo: string }) {
  if (!useMay('assistant:manage')) return <>{`Ask an owner or admin to ${todo}.`}</>;
  return (
    <>
      {`${todo.charAt(0).toUpperCase()}${todo.slice(1)} in the `}
      <Link to="/settings/assistant">settings of the assistant</Link>.
    </>
  );
}
