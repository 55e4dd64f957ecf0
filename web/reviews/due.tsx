import { Quiet } from '../ui/facts.tsx';
import { Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

type Ending = {
  status: string;
  due_at: string;
  overdue: boolean;
  urgent: boolean;
  decided_at: string | null;
};

/** Shows the legal deadline of a review and how near it is; once decided, how and when. */
export function Due({ review }: { review: Ending }) {
  const { status, due_at, overdue, urgent, decided_at } = review;
  if (status !== 'open') {
    return (
      <>
        <Status value={status} />{' '}
        <Quiet>
          <Moment at={decided_at} />
        </Quiet>
      </>
    );
  }
  return (
    <>
      {overdue ? <Status value="overdue" /> : urgent ? <Status value="urgent" /> : null}{' '}
      <Moment at={due_at} />
    </>
  );
}
