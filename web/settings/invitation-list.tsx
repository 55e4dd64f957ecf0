import type { LucideIcon } from 'lucide-react';
import { DialogForm } from '../forms/dialog-form.tsx';
import { RemoveRow } from '../forms/remove-row.tsx';
import { Empty } from '../ui/empty.tsx';
import { List, Over, type Column } from '../ui/list.tsx';
import { sentence, Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

type Row = {
  id: string;
  email: string;
  role: string;
  status: string;
  mail: string;
  invited_by: { name: string };
  expires_at: string;
  ended_at: string | null;
  mayWrite: boolean;
};

const columns: Column<Row>[] = [
  { label: 'E-mail', cell: (one) => one.email },
  { label: 'Role', cell: (one) => sentence(one.role), tight: true },
  { label: 'Status', cell: (one) => <Standing of={one} />, tight: true },
  { label: 'Invited by', cell: (one) => one.invited_by.name, quiet: true },
  {
    label: 'Ends, or ended',
    cell: (one) => <Moment at={one.ended_at ?? one.expires_at} />,
    quiet: true,
    tight: true,
  },
  {
    label: 'Actions',
    cell: (one) => (one.mayWrite ? <Actions of={one} /> : null),
    tight: true,
  },
];

/** A mail that no server takes is what the status is about: nobody can accept. */
function Standing({ of: { status, mail } }: { of: Row }) {
  if (status !== 'pending' || mail !== 'refused') return <Status value={status} />;
  return (
    <span title="The mail server of this address refused it for good">
      <Status value="undeliverable" />
    </span>
  );
}

function Actions({ of: { id, email, status } }: { of: Row }) {
  const resend = (
    <Over>
      <DialogForm
        intent="resend"
        row={id}
        ask="Send again"
        title={`Send ${email} a new link?`}
        act="Yes, send it"
        button={{ size: 'compact-sm', variant: 'subtle' }}
      >
        <p>It works for 7 days from now. The link before stops working.</p>
      </DialogForm>
    </Over>
  );
  if (status === 'expired') return resend;
  if (status !== 'pending') return null;
  return (
    <>
      {resend}
      <RemoveRow
        intent="cancel"
        id={id}
        ask="Withdraw"
        title={`Withdraw the invitation of ${email}?`}
        act="Yes, withdraw it"
      >
        The link stops working at once. The person can be invited again.
      </RemoveRow>
    </>
  );
}

/** The invitations of an organization, with what can be done about each. */
export function Invitations({
  list,
  filtered,
  icon,
}: {
  list: { data: readonly Row[]; next_cursor: string | null };
  filtered: boolean;
  icon: LucideIcon;
}) {
  return (
    <List
      label="Invitations"
      rows={list.data}
      columns={columns}
      nextCursor={list.next_cursor}
      empty={
        filtered ? (
          <Empty icon={icon} title="None with this status" />
        ) : (
          <Empty icon={icon} title="Nobody is invited">
            Whoever you invite gets a mail with a link.
          </Empty>
        )
      }
    />
  );
}
