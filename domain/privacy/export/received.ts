import { decryptPersonal, personKeysOf } from '../../encryption/person-keys.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { decryptValue } from '../../encryption/personal.ts';
import { reviewAad } from '../../reviews/open.ts';
import { bidxs, owned, owner } from '../subject.ts';
import { PAGE, pageOfEncrypted, type Section } from './section.ts';

type Inbound = {
  id: string;
  channel: string;
  from_enc: Buffer;
  body_enc: Buffer;
  sent_to: string | null;
  wish: string;
  received_at: Date;
};

export const inbound: Section = {
  name: 'inbound_messages',
  portable: true,
  async page({ ctx, keys, subject }, trx, after) {
    const { rows } = await trx.raw<{ rows: Inbound[] }>(
      `select i.* from inbound_messages i where ${owned('i')} and i.id > :after order by i.id limit :most`,
      { ...owner(subject), after, most: PAGE },
    );
    const persons = await personKeysOf(trx, keys, rows.flatMap((i) => [i.from_enc, i.body_enc])); // prettier-ignore
    const read = (open: TenantKeys, id: string, column: string, encrypted: Buffer): string | null =>
      decryptPersonal(open, persons, { tenantId: ctx.tenantId, table: 'inbound_messages', id, column }, encrypted); // prettier-ignore
    return pageOfEncrypted(keys, rows, (open, i) => ({
      id: i.id,
      channel: i.channel,
      from: read(open, i.id, 'from', i.from_enc),
      text: read(open, i.id, 'body', i.body_enc),
      to: i.sent_to,
      read_as: i.wish,
      received_at: i.received_at,
    }));
  },
};

type Review = {
  id: string;
  channel: string;
  status: string;
  received_at: Date;
  due_at: Date;
  decided_at: Date | null;
  decided_by_type: string | null;
  reason_enc: Buffer | null;
};

export const reviews: Section = {
  name: 'reviews',
  portable: false,
  async page({ ctx, keys, subject }, trx, after) {
    const { rows } = await trx.raw<{ rows: Review[] }>(
      `select r.* from consent_reviews r where ${owned('r')} and r.id > :after order by r.id limit :most`,
      { ...owner(subject), after, most: PAGE },
    );
    return pageOfEncrypted(keys, rows, (open, r) => ({
      id: r.id,
      channel: r.channel,
      status: r.status,
      received_at: r.received_at,
      due_at: r.due_at,
      decided_at: r.decided_at,
      decided_by: r.decided_by_type,
      reason: decryptValue(open, reviewAad(ctx.tenantId, r.id, 'reason'), r.reason_enc),
    }));
  },
};

type Report = {
  id: string;
  kind: string;
  permanence: string | null;
  code: string | null;
  message_id: string | null;
  detail_enc: Buffer | null;
  occurred_at: Date;
};

export const mailReports: Section = {
  name: 'mail_reports',
  portable: false,
  async page({ ctx, keys, subject }, trx, after) {
    const rows: Report[] = await trx('mail_reports')
      .whereRaw('address_bidx = any(?::bytea[])', [bidxs(subject)])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE);
    const aad = (id: string) => ({ tenantId: ctx.tenantId, table: 'mail_reports', id, column: 'detail' }); // prettier-ignore
    return pageOfEncrypted(keys, rows, (open, r) => ({
      id: r.id,
      kind: r.kind,
      permanence: r.permanence,
      code: r.code,
      message_id: r.message_id,
      diagnostic: decryptValue(open, aad(r.id), r.detail_enc),
      occurred_at: r.occurred_at,
    }));
  },
};
