import { Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

type Clocked = { due_at: string | null; days_left: number | null; near: boolean; overdue: boolean };

/** Shows the time left for a request. */
export function Clock({ request: r }: { request: Clocked }) {
  if (r.days_left === null) return <>–</>;
  if (r.overdue) return <Status value="overdue" />;
  const days = r.days_left === 1 ? '1 day' : `${r.days_left} days`;
  return (
    // One element, because on a phone list cells lay out their children separately.
    <span>
      {r.near ? <Status value="urgent" /> : null} {r.days_left < 1 ? 'today' : days} (
      <Moment at={r.due_at} />)
    </span>
  );
}
