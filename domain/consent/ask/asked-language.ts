import type { Trx } from '#lib/db.ts';

/**
 * Returns the language of the page on which a person made a request, by the id of its event. It is the language to
 * answer in where the person's own is not on record. Undefined for requests that others made for them.
 */
export async function askedLanguage(trx: Trx, eventId: string | null): Promise<string | undefined> {
  if (eventId === null) return undefined;
  const row: { language: string } | undefined = await trx('consent_events as e')
    .join('wordings as w', (on) => {
      on.on('w.tenant_id', 'e.tenant_id').on('w.id', 'e.wording_id');
    })
    .where('e.id', eventId)
    .whereIn('e.source', ['web_form', 'preference_centre'])
    .whereNot('w.language', 'und')
    .first('w.language');
  return row?.language;
}
