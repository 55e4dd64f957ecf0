import { networkOf } from '#lib/network.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { personContext, type Context, type Services } from '../context.ts';
import { countShared } from '../limits/shared.ts';
import { readLink, signLink } from '../signed-links/links.ts';
import { SESSION_MS } from './contract.ts';
import type { PublicWidget } from './public-widget.ts';

/*
 * A session is a signed token, not a row: it names the one conversation that it may read and continue, and when it
 * ends. Nothing is stored before the first question.
 */

const HOUR = 3_600_000;

export type Session = { token: string; expires_at: Date };

/**
 * Begins a session of a visitor.
 * @param ip counted by its network, as a keyed hash
 * @throws AppError rate_limited
 */
export async function startSession(
  services: Services,
  { tenant, settings }: PublicWidget,
  ip: string,
): Promise<Session> {
  const keys = await services.keyring.keys(tenant);
  return services.db.withTenant(tenant, async (trx) => {
    await countShared(trx, keys, [
      {
        what: 'widget-sessions',
        value: `${tenant.tenantId}\0${networkOf(ip)}`,
        limits: [{ windowMs: HOUR, hits: settings.network_sessions }],
        message: 'Too many conversations were begun from this network; try again later',
      },
    ]);
    const expires_at = new Date(timeOf(trx).getTime() + SESSION_MS);
    const target = { tenantId: tenant.tenantId, id: newId() };
    return { token: signLink(keys, 'widget', target, String(expires_at.getTime())), expires_at };
  });
}

/** A visitor with a session: `conversationId` is all that they may see. */
export type Visitor = { ctx: Context; conversationId: string };

/**
 * Returns the visitor of a token.
 * @throws AppError unauthenticated: forged, of another widget, or over
 */
export async function visitorOf(
  services: Services,
  { tenant }: PublicWidget,
  token: string,
  request: { requestId: string; gone?: AbortSignal },
): Promise<Visitor> {
  const link = await readLink(services.keyring, 'widget', token);
  const now = await services.db.withTenant(tenant, async (trx) => timeOf(trx));
  if (link?.tenantId !== tenant.tenantId || Number(link.extra) <= now.getTime()) {
    throw new AppError('unauthenticated', 'This session is over; begin a new one');
  }
  const { requestId, gone } = request;
  const ctx = { ...personContext(tenant, { requestId }), ...(gone ? { gone } : {}) };
  return { ctx, conversationId: link.id };
}
