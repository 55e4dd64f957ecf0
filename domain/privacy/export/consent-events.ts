import { purposeNameIn, type PurposeName } from '../../purposes/purpose-words.ts';
import { decryptPersonal, personKeysOf } from '../../encryption/person-keys.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { bidxs } from '../subject.ts';
import { PAGE, pageOfEncrypted, type Section } from './section.ts';

type Row = PurposeName & {
  id: string;
  consent_id: string;
  channel: string;
  purpose: string;
  purpose_version: number | null;
  words_language: string | null;
  action: string;
  state_after: string;
  source: string;
  actor_type: string;
  captured_at: Date;
  recorded_at: Date;
  expires_at: Date | null;
  jurisdiction: string | null;
  wording: string | null;
  notice: string | null;
  form_url: string | null;
  verification_id: string | null;
  ip_enc: Buffer | null;
  user_agent_enc: Buffer | null;
  evidence_enc: Buffer | null;
};

export const consentEvents: Section = {
  name: 'consent_events',
  portable: true,
  async page({ ctx, keys, subject, language }, trx, after) {
    const rows: Row[] = await trx('consent_events as e')
      .join('consents as c', (on) => {
        on.on('c.tenant_id', 'e.tenant_id').on('c.id', 'e.consent_id');
      })
      .join('purposes as p', (on) => {
        on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
      })
      .leftJoin('purpose_versions as v', (on) => {
        on.on('v.tenant_id', 'p.tenant_id').on('v.purpose_id', 'p.id');
        on.on('v.version', 'e.purpose_version');
      })
      .leftJoin('wordings as w', (on) => {
        on.on('w.tenant_id', 'e.tenant_id').on('w.id', 'e.wording_id');
      })
      .leftJoin('wordings as n', (on) => {
        on.on('n.tenant_id', 'e.tenant_id').on('n.id', 'e.notice_id');
      })
      .whereRaw('c.address_bidx = any(?::bytea[])', [bidxs(subject)])
      .where('e.id', '>', after)
      .orderBy('e.id')
      .limit(PAGE)
      .select(
        'e.*',
        'c.channel',
        'p.key as purpose',
        'w.text as wording',
        trx.raw(`nullif(w.language, 'und') as words_language`),
        'n.text as notice',
        trx.raw('coalesce(v.name, p.name) as name'),
        trx.raw('coalesce(v.language, p.language) as language'),
        trx.raw('coalesce(v.translations, p.translations) as translations'),
      );
    const persons = await personKeysOf(
      trx,
      keys,
      rows.flatMap((e) => [e.ip_enc, e.user_agent_enc, e.evidence_enc]),
    );
    const read = (open: TenantKeys, id: string, column: string, encrypted: Buffer | null) =>
      decryptPersonal(open, persons, { tenantId: ctx.tenantId, table: 'consent_events', id, column }, encrypted); // prettier-ignore
    return pageOfEncrypted(keys, rows, (open, e) => ({
      id: e.id,
      consent_id: e.consent_id,
      channel: e.channel,
      purpose: e.purpose,
      // As the person saw it; without a wording it is named in the person's language.
      purpose_name: purposeNameIn(e, e.words_language ?? language),
      purpose_version: e.purpose_version,
      action: e.action,
      state_after: e.state_after,
      source: e.source,
      by: e.actor_type,
      captured_at: e.captured_at,
      recorded_at: e.recorded_at,
      expires_at: e.expires_at,
      jurisdiction: e.jurisdiction,
      wording: e.wording,
      privacy_notice: e.notice,
      form_url: e.form_url,
      ip: read(open, e.id, 'ip', e.ip_enc),
      user_agent: read(open, e.id, 'user_agent', e.user_agent_enc),
      evidence: read(open, e.id, 'evidence', e.evidence_enc),
      verification_id: e.verification_id,
    }));
  },
};
