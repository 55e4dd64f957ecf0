import { z } from 'zod';
import type { Trx } from '#lib/db.ts';
import { Template } from '#models/template.ts';
import { recordAudits } from '../audit/record.ts';
import type { AuditAction } from '../audit/sentences.contract.ts';
import type { Context } from '../context.ts';
import { giveBackDefault } from '../templates/default.ts';

/** What visitors and programs could use again in an older database: sign-up forms and templates. */
const KINDS = ['form', 'paused_form', 'template'] as const;

/** Something that was archived, or a form that was paused. */
export const closed = z.object({ kind: z.enum(KINDS), id: z.uuid() });
export type Closed = z.infer<typeof closed>;

export const CLOSE_ACTIONS = ['form.archived', 'form.updated', 'template.archived'] as const;

/**
 * Returns closings as a journal lists them. A form that was opened again before the journal is not listed; one that
 * was opened again after it stays paused, because nothing in a journal opens anything.
 * @param rows of the audit log
 */
export async function closingsIn(
  trx: Trx,
  rows: readonly { action: string; entity_id: string; detail: Record<string, unknown> }[],
): Promise<Closed[]> {
  const ids = (action: (typeof CLOSE_ACTIONS)[number]): string[] => [
    ...new Set(rows.filter((row) => row.action === action).map((row) => row.entity_id)),
  ];
  const paused: { id: string }[] = await trx('forms')
    .whereIn('id', ids('form.updated'))
    .where({ active: false })
    .whereNull('archived_at')
    .orderBy('id')
    .select('id');
  return [
    ...ids('form.archived').map((id) => ({ kind: 'form' as const, id })),
    ...paused.map(({ id }) => ({ kind: 'paused_form' as const, id })),
    ...ids('template.archived').map((id) => ({ kind: 'template' as const, id })),
  ];
}

/** Closes again what was closed since the backup. @returns how many */
export async function closeAgain(
  trx: Trx,
  ctx: Context,
  closings: readonly Closed[],
): Promise<number> {
  const ids = (kind: Closed['kind']): string[] =>
    closings.flatMap((one) => (one.kind === kind ? [one.id] : []));
  const archived: { id: string }[] = await trx('forms')
    .whereIn('id', ids('form'))
    .whereNull('archived_at')
    .update({ archived_at: trx.fn.now(), active: false, version: trx.raw('version + 1') })
    .returning('id');
  const paused: { id: string }[] = await trx('forms')
    .whereIn('id', ids('paused_form'))
    .where({ active: true })
    .update({ active: false, version: trx.raw('version + 1'), updated_at: trx.fn.now() })
    .returning('id');
  const templates = await Template.query(trx)
    .whereIn('id', ids('template'))
    .whereNull('archived_at')
    .orderBy('id');
  for (const template of templates) await giveBackDefault(trx, ctx, template);
  await trx('templates')
    .whereIn(
      'id',
      templates.map(({ id }) => id),
    ) // prettier-ignore
    .update({ archived_at: trx.fn.now(), is_default: false, updated_at: trx.fn.now() });
  const told = [
    ...audits('form.archived', 'form', archived),
    ...audits('form.updated', 'form', paused),
    ...audits('template.archived', 'template', templates),
  ];
  await recordAudits(trx, ctx, told);
  return told.length;
}

const audits = (action: AuditAction, entityType: string, rows: readonly { id: string }[]) =>
  rows.map(({ id }) => ({ action, entityType, entityId: id, detail: { recovered: true } }));
