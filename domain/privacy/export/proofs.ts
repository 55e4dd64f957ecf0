import { own } from '#lib/own.ts';
import { decryptValue } from '../../encryption/personal.ts';
import { bidxs, owned, owner } from '../subject.ts';
import { PAGE, pageOf, pageOfEncrypted, type Section } from './section.ts';

type Verification = {
  id: string;
  channel: string;
  purpose: string;
  status: string;
  to_enc: Buffer;
  country: string | null;
  attempts: number;
  sends: number;
  delivery: string;
  created_at: Date;
  expires_at: Date;
  finished_at: Date | null;
};

export const verifications: Section = {
  name: 'verifications',
  portable: false,
  async page({ ctx, keys, subject }, trx, after) {
    const { rows } = await trx.raw<{ rows: Verification[] }>(
      `select v.* from verifications v where ${owned('v')} and v.id > :after order by v.id limit :most`,
      { ...owner(subject), after, most: PAGE },
    );
    const aad = (id: string) => ({ tenantId: ctx.tenantId, table: 'verifications', id, column: 'to' }); // prettier-ignore
    return pageOfEncrypted(keys, rows, (open, v) => ({
      id: v.id,
      channel: v.channel,
      purpose: v.purpose,
      to: decryptValue(open, aad(v.id), v.to_enc),
      status: v.status,
      country: v.country,
      attempts: v.attempts,
      sends: v.sends,
      delivery: v.delivery,
      created_at: v.created_at,
      expires_at: v.expires_at,
      finished_at: v.finished_at,
    }));
  },
};

type Submission = {
  id: string;
  form: string;
  language: string;
  channel: string;
  shown: unknown;
  proof: string;
  embedded_on: string | null;
  created_at: Date;
};

export const submissions: Section = {
  name: 'form_submissions',
  portable: true,
  async page({ subject }, trx, after) {
    const { rows } = await trx.raw<{ rows: Submission[] }>(
      `select s.id, f.name as form, x.language, x.channel, x.shown, s.proof, s.embedded_on, s.created_at
       from form_submissions s
       join verifications v on v.tenant_id = s.tenant_id and v.id = s.verification_id
       join forms f on f.tenant_id = s.tenant_id and f.id = s.form_id
       join form_snapshots x on x.tenant_id = s.tenant_id and x.id = s.snapshot_id
       where ${owned('v')} and s.id > :after order by s.id limit :most`,
      { ...owner(subject), after, most: PAGE },
    );
    return pageOf(rows, (row) => row);
  },
};

type Import = { id: string; status: string; created_at: Date; finished_at: Date | null };

export const imports: Section = {
  name: 'imports',
  portable: false,
  async page({ subject }, trx, after) {
    const { rows } = await trx.raw<{ rows: Import[] }>(
      // The request id of the profile's audit lines names the process that wrote it.
      `select i.id, i.status, i.created_at, i.finished_at from imports i
       where i.id > :after and exists (select from audit_log a
         where a.tenant_id = i.tenant_id and a.entity_type = 'contact' and a.entity_id = :id
           and a.request_id like 'import:%' and split_part(a.request_id, ':', 3) = i.id::text)
       order by i.id limit :most`,
      { id: subject.contactId ?? '', after, most: PAGE },
    );
    return pageOf(rows, (row) => row);
  },
};

type Request = {
  id: string;
  kind: string;
  status: string;
  asked_at: Date;
  due_at: Date | null;
  decided_at: Date | null;
  refusal: string | null;
};

export const requests: Section = {
  name: 'privacy_requests',
  portable: false,
  async page({ subject }, trx, after) {
    const rows: Request[] = await trx('privacy_requests')
      .whereRaw('(address_bidx = any(?::bytea[]) or contact_id = ?)', [
        bidxs(subject),
        subject.contactId,
      ])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .select('id', 'kind', 'status', 'asked_at', 'due_at', 'decided_at', 'refusal');
    return pageOf(rows, (row) => row);
  },
};

type Access = {
  id: string;
  occurred_at: Date;
  actor_type: string;
  action: string;
  entity_type: string;
  entity_id: string;
};

/** Accesses to the person's rows, by kind of actor: a colleague's name is not the person's data. */
export const accessLog: Section = {
  name: 'access_log',
  portable: false,
  async page({ subject }, trx, after) {
    const { rows } = await trx.raw<{ rows: Access[] }>(
      `with mine as (
         select 'contact' as type, :contact::uuid as id where :contact::uuid is not null
         union all select 'consent', c.id from consents c where c.address_bidx = any(:bidxs::bytea[])
         union all select 'message', m.id from messages m where ${owned('m')}
         union all select 'verification', v.id from verifications v where ${owned('v')}
         union all select 'review', r.id from consent_reviews r where ${owned('r')}
         union all select 'export', x.id from privacy_exports x where x.contact_id = :contact::uuid
       )
       select a.id, a.occurred_at, a.actor_type, a.action, a.entity_type, a.entity_id from audit_log a
       where a.id > :after and (
         exists (select from mine where mine.type = a.entity_type and mine.id::text = a.entity_id)
         -- A list that was revealed names its rows in the detail.
         or a.entity_type in ('contact', 'consent') and a.action like '%.revealed'
           and exists (select from mine where a.detail -> 'ids' @> to_jsonb(mine.id::text)))
       order by a.id limit :most`,
      { ...owner(subject), after, most: PAGE },
    );
    return pageOf(rows, ({ actor_type, ...row }) => ({
      ...row,
      by: own(BY, actor_type) ?? actor_type,
    }));
  },
};

const BY: Record<string, string> = {
  user: 'a member of the organization',
  api_key: 'a program of the organization',
  person: 'you',
  system: 'Assent, by itself',
  provider: 'a provider, e.g. a mail server',
};
