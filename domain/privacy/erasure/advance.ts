import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { bidxs, type Subject } from '../subject.ts';
import { cancelSends } from './cancel-sends.ts';
import { certify } from './certify.ts';
import { erasePerson } from './erase-person.ts';
import { holdsOver } from './holds.ts';
import type { ErasureStatus } from '../contract.ts';
import type { ErasureRow } from './row.ts';
import type { ErasureMeans } from './step.ts';
import { withdrawAll } from './withdraw-all.ts';

export type ErasureProgress = { status: ErasureStatus; waitMs: number };

/** A released hold wakes what it held; this is for a wake that was lost. In milliseconds. */
const HELD_MS = 60 * 60_000;

/**
 * Brings an erasure as far as it can go. While a legal hold is in force it takes back the consents and stops what
 * waits, and no more. A person is told "completed" only after the certificate is there.
 */
export async function advanceErasure(
  services: Services,
  ctx: Context,
  id: string,
  means: ErasureMeans,
): Promise<ErasureProgress> {
  const row = await begin(services, ctx, id);
  if (!row || row.status === 'completed') return { status: 'completed', waitMs: 0 };
  if (row.status === 'failed') return { status: 'failed', waitMs: 0 };
  const subject: Subject = { contactId: row.contact_id, addresses: row.addresses };
  if (row.status === 'on_hold') {
    const one = { services, ctx, subject, means, erasureId: id };
    await withdrawAll(one);
    await cancelSends(one);
    return { status: 'on_hold', waitMs: HELD_MS };
  }
  if (!row.finished_at) {
    const waitMs = await erasePerson(services, ctx, subject, {
      erasureId: id,
      means,
      begin: async (step) => {
        await services.db.withTenant(ctx, (trx) =>
          trx('privacy_erasures').where({ id }).update({ step, updated_at: trx.fn.now() }),
        );
      },
    });
    if (waitMs > 0) return { status: 'running', waitMs };
  }
  await certify(services, ctx, id);
  return { status: 'completed', waitMs: 0 };
}

const isOver = ({ status }: ErasureRow): boolean => status === 'completed' || status === 'failed';

/** Takes it up, or lays it aside for a hold; whichever is new leaves its line in the audit. */
const begin = (services: Services, ctx: Context, id: string): Promise<ErasureRow | null> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: ErasureRow | undefined = await trx('privacy_erasures')
      .where({ id })
      .forUpdate()
      .first();
    if (!row || isOver(row) || row.finished_at) return row ?? null;
    const subject = { contactId: row.contact_id, addresses: row.addresses };
    const held = await holdsOver(trx, { ...subject, bidxs: bidxs(subject) });
    const status = held.length ? 'on_hold' : 'running';
    await trx('privacy_erasures')
      .where({ id })
      .update({
        status,
        updated_at: trx.fn.now(),
        ...(status === 'running' ? { started_at: row.started_at ?? trx.fn.now() } : {}),
      });
    const isNew = status === 'on_hold' ? row.status !== 'on_hold' : row.started_at === null;
    if (isNew) {
      await recordAudit(trx, ctx, {
        action: status === 'on_hold' ? 'erasure.held' : 'erasure.started',
        entityType: 'erasure',
        entityId: id,
        detail: {
          contact_id: row.contact_id,
          ...(held.length ? { holds: held } : {}),
        },
      });
    }
    return { ...row, status };
  });
