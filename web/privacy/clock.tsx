import { Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

type Clocked = { due_at: string | null; days_left: number | null; near: boolean; overdue: boolean };

/** How long a request still has. */
export function Clock({ request: r }: { request: Clocked }) {
  if (r.days_left === null) return <>–</>;
  if (r.overdue) return <Status value="overdue" />;
  const days = r.days_left === 1 ? '1 day' : `${r.days_left} days`;
  return (
    // One element: on a phone the cells of a list lay out their children apart.
    <span>
      {r.near ? <Status value="urgent" /> : null} {r.days_left < 1 ? 'today' : days} (
      <Moment at={r.due_at} />)
    </span>
  );
}
