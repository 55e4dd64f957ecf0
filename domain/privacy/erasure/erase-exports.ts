import { tally, type Erasing } from './step.ts';

/** Copies made for the person: the files go, the row keeps that there was one. */
export async function eraseExports(one: Erasing): Promise<void> {
  const { services, ctx, subject } = one;
  if (subject.contactId === null) return;
  const rows: { id: string; file_key: string }[] = await services.db.withTenant(ctx, (trx) =>
    trx('privacy_exports')
      .where({ contact_id: subject.contactId })
      .whereNot({ status: 'erased' })
      .select('id', 'file_key'),
  );
  for (const { id, file_key } of rows) {
    await services.files.remove(file_key);
    await services.db.withTenant(ctx, async (trx) => {
      await trx('privacy_exports')
        .where({ id })
        .update({ status: 'erased', updated_at: trx.fn.now() });
      await tally(trx, one, { exports: 1 });
    });
  }
}
