import { dayInDigits } from '#lib/zoned-day.ts';
import type { Context, Services } from '../../context.ts';
import { languagesFrom } from '../../languages.ts';
import type { Rendered } from '../../templates/contract.ts';
import { compileTemplate } from '../../templates/render.ts';
import { organizationVariables } from '../../templates/variables.ts';
import type { ExportRecord } from '../export/row.ts';
import { exportUrl } from '../export/read.ts';
import { requestAddress, requestAad, type RequestRow } from './row.ts';
import { decryptValue } from '../../encryption/personal.ts';
import { ANSWERS, REFUSAL_WORDS } from './words.ts';

/** A written answer to a person's request. */
export type Answer = Rendered & { requestId: string; channel: 'sms' | 'email'; to: string };

/** Writes the answer to a person's request, in their language. Null when no address is left. */
export async function writeAnswer(
  services: Services,
  ctx: Context,
  row: RequestRow,
): Promise<Answer | null> {
  const keys = await services.keyring.keys(ctx);
  const to = requestAddress(keys, row);
  if (to === null) return null;
  const [language = 'en' as const] = languagesFrom(row.language);
  const about = row.status === 'refused' ? 'refused' : row.kind;
  const note = decryptValue(keys, requestAad(ctx.tenantId, row.id, 'refusal_note'), row.refusal_note_enc); // prettier-ignore
  const { organization, copy, zone } = await services.db.withTenant(ctx, async (trx) => {
    const made: ExportRecord | undefined = await trx('privacy_exports')
      .where({ id: row.process_id })
      .first();
    const tenant: { time_zone: string } = await trx('tenants').first('time_zone');
    return { organization: await organizationVariables(trx), copy: made, zone: tenant.time_zone };
  });
  const rendered = compileTemplate(ANSWERS[language][about][row.channel]).render({
    organization,
    variables: {
      export_url: copy ? exportUrl(services.publicUrl, keys, copy) : '',
      until: copy?.expires_at ? dayInDigits(zone, copy.expires_at) : '',
      certificate: row.process_id ?? '',
      reason: row.refusal ? REFUSAL_WORDS[language][row.refusal] : '',
      note: note ?? '',
    },
  });
  return { ...rendered, requestId: row.id, channel: row.channel, to };
}
