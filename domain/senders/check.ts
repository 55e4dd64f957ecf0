import { recordAudits } from '../audit/record.ts';
import type { Context, Dns, Services } from '../context.ts';
import type { RecordUse } from './contract.ts';
import { loadSendingDomain, sendingDomainView, type SendingDomainView } from './domains.ts';
import { recordsOf } from './records.ts';
import type { Seen } from './row.ts';

type Found = Partial<Record<RecordUse, Seen>>;

/**
 * Checks a domain's DNS records now. A domain is proved while its DNS has the ownership record or our DKIM key. If
 * the DNS does not answer, nothing changes.
 * @throws AppError not_found
 */
export async function checkSendingDomain(
  services: Services,
  ctx: Context,
  id: string,
): Promise<SendingDomainView> {
  const { mail, db } = services;
  const asked = await db.withTenant(ctx, (trx) => loadSendingDomain(trx, id));
  const looked = await Promise.all(
    recordsOf(asked, mail).map(
      async (record) => [record.use, await look(mail.dns, record)] as const,
    ),
  );
  const seen: Found = Object.fromEntries(looked);
  return db.withTenant(ctx, async (trx) => {
    const before = await loadSendingDomain(trx, id);
    const proved_by = provedBy(seen, before.proved_by);
    const [after] = await trx('sending_domains')
      .where({ id })
      .update({
        seen: JSON.stringify(seen),
        checked_at: trx.fn.now(),
        proved_by,
        proved_at: proved_by === null ? null : (before.proved_at ?? trx.fn.now()),
        ...(isSilent(seen.dkim)
          ? {}
          : { dkim_found_at: seen.dkim?.state === 'found' ? trx.fn.now() : null }),
      })
      .returning('*');
    const entry = { entityType: 'sending_domain', entityId: id };
    const { domain } = before;
    const states = Object.fromEntries(looked.map(([use, { state }]) => [use, state]));
    await recordAudits(trx, ctx, [
      { ...entry, action: 'sending_domain.checked', detail: { domain, ...states } },
      ...((proved_by === null) === (before.proved_by === null)
        ? []
        : [
            proved_by === null
              ? { ...entry, action: 'sending_domain.lost' as const, detail: { domain } }
              : {
                  ...entry,
                  action: 'sending_domain.proved' as const,
                  detail: { domain, by: proved_by },
                },
          ]),
    ]);
    return sendingDomainView(after, mail);
  });
}

const isSilent = (seen: Seen | undefined): boolean => seen?.state === 'unreachable';

function provedBy(seen: Found, before: 'ownership' | 'dkim' | null) {
  for (const use of ['ownership', 'dkim'] as const) {
    if (seen[use]?.state === 'found') return use;
  }
  return isSilent(seen.ownership) || isSilent(seen.dkim) ? before : null;
}

/** Looks up a record at its name, or at a parent name where that also applies. */
async function look(dns: Dns, record: ReturnType<typeof recordsOf>[number]): Promise<Seen> {
  const ask = (name: string): Promise<string[]> =>
    record.type === 'MX' ? dns.mx(name) : dns.txt(name);
  try {
    const first = cut(record.judge(await ask(record.name)));
    if (first.state !== 'missing') return first;
    for (const name of record.above ?? []) {
      const next = cut(record.judge(await ask(name)));
      if (next.state === 'found') return next;
    }
    return first;
  } catch {
    return { state: 'unreachable', found: [] };
  }
}

/** Some domains have dozens of TXT records, and long ones. */
const MOST_SHOWN = 10;
const cut = ({ state, found }: Seen): Seen => ({
  state,
  found: found.slice(0, MOST_SHOWN).map((text) => text.slice(0, 1_000)),
});
