import { Contact } from '#models/contact.ts';
import { decryptPerson } from '../../contacts/row.ts';
import { decryptValue } from '../../encryption/personal.ts';
import { suppressionAad } from '../../suppressions/view.ts';
import { AGREED_TEXTS, agreedVersion } from '../../consent/read/purpose-agreed.ts';
import { purposeNameIn, type PurposeName } from '../../purposes/purpose-words.ts';
import { consentAddress } from '../../consent/consent-address.ts';
import type { Suppression } from '#models/suppression.ts';
import { bidxs } from '../subject.ts';
import { PAGE, pageOfEncrypted, type Section } from './section.ts';

export const profile: Section = {
  name: 'profile',
  portable: true,
  async page({ keys, subject }, trx) {
    const contact = subject.contactId
      ? await Contact.query(trx).findOne({ id: subject.contactId })
      : undefined;
    if (!contact) return { rows: [], last: null };
    const { id, locale, time_zone, country, tags, source, created_at, updated_at } = contact;
    return pageOfEncrypted(keys, [contact], (open) => {
      const { email, phone, name, fields } = decryptPerson(open, contact);
      return { id, email, phone, name, fields, locale, time_zone, country, tags, source, created_at, updated_at }; // prettier-ignore
    });
  },
};

type ConsentRow = PurposeName & {
  tenant_id: string;
  id: string;
  channel: string;
  purpose: string;
  state: string;
  captured_at: Date | null;
  withdrawn_at: Date | null;
  said_again_at: Date | null;
  expires_at: Date | null;
  address_enc: Buffer | null;
};

export const consents: Section = {
  name: 'consents',
  portable: true,
  async page({ keys, subject, language }, trx, after) {
    const rows: ConsentRow[] = await trx('consents as c')
      .join('purposes as p', (on) => {
        on.on('p.tenant_id', 'c.tenant_id').on('p.id', 'c.purpose_id');
      })
      .whereRaw('c.address_bidx = any(?::bytea[])', [bidxs(subject)])
      .where('c.id', '>', after)
      .orderBy('c.id')
      .limit(PAGE)
      .joinRaw(agreedVersion)
      .select('c.*', 'p.key as purpose', trx.raw(AGREED_TEXTS));
    return pageOfEncrypted(keys, rows, (open, c) => ({
      id: c.id,
      channel: c.channel,
      address: consentAddress(open, c),
      purpose: c.purpose,
      // As the person agreed to it.
      purpose_name: purposeNameIn(c, language),
      state: c.state,
      captured_at: c.captured_at,
      withdrawn_at: c.withdrawn_at,
      said_again_at: c.said_again_at,
      expires_at: c.expires_at,
    }));
  },
};

export const suppressions: Section = {
  name: 'suppressions',
  portable: false,
  async page({ ctx, keys, subject }, trx, after) {
    const rows: Suppression[] = await trx('suppressions')
      .whereRaw('address_bidx = any(?::bytea[])', [bidxs(subject)])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE);
    return pageOfEncrypted(keys, rows, (open, s) => ({
      id: s.id,
      channel: s.channel,
      address: decryptValue(open, suppressionAad(ctx.tenantId, s.id, 'address'), s.address_enc),
      reason: s.reason,
      note: decryptValue(open, suppressionAad(ctx.tenantId, s.id, 'note'), s.note_enc),
      expires_at: s.expires_at,
      created_at: s.created_at,
    }));
  },
};
