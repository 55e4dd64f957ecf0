import type { Api } from '../../api/client-types.ts';
import { addressWords } from '../ui/address.ts';
import type { Column } from '../ui/list.tsx';
import { Purpose } from '../ui/purpose.tsx';
import { Status } from '../ui/status.tsx';
import { Channel, Moment } from '../ui/values.tsx';
import { reasonWords } from './reasons.ts';

export type MessageRow = Awaited<ReturnType<Api['messages']['list']>>['data'][number];

/** The columns of a list of messages. */
export const MESSAGE_COLUMNS: Column<MessageRow>[] = [
  { label: 'To', cell: (m) => addressWords(m.to, m.address_absent) },
  { label: 'Channel', cell: (m) => <Channel value={m.channel} /> },
  { label: 'Purpose', cell: (m) => (m.purpose ? <Purpose value={m.purpose} /> : '–') },
  { label: 'State', cell: (m) => <Status value={m.decision.held ? 'held' : m.status} /> },
  { label: 'Why', cell: (m) => reasonWords(m.decision.held ?? m.decision.reason), quiet: true },
  { label: 'Created', cell: (m) => <Moment at={m.created_at} />, quiet: true, tight: true },
];
