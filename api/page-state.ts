import { z } from 'zod';
import type { Services } from '#domain/context.ts';
import { tenantBySlug } from '#domain/forms/public-forms.ts';
import { readLink, type LinkKind } from '#domain/signed-links/links.ts';
import { decryptState, encryptState } from '#domain/signed-links/page-state.ts';
import { own } from '#lib/own.ts';
import type { TenantId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';

/** What a public page knows after one of its forms was sent. */
const pageState = z.object({
  /** What happened, in words of the page. */
  said: z.record(z.string(), z.string()).default({}),
  /** Why the form was refused. */
  refusal: z
    .object({
      intent: z.string(),
      message: z.string(),
      errors: z.array(z.object({ path: z.string(), message: z.string() })),
      values: z.array(z.tuple([z.string(), z.string()])),
      status: z.number().optional(),
    })
    .optional(),
});
export type PageState = z.output<typeof pageState>;

/** The largest state that is put into an address, in characters: proxies take addresses up to 8 KB. */
const LONGEST = 5_000;

const KINDS: Record<string, LinkKind> = { p: 'preferences', k: 'renew' };

/** Adds to an address what its page may state. @returns null where that cannot be put into an address */
export async function withState(
  services: Services,
  path: string,
  query: URLSearchParams,
  state: Partial<PageState>,
): Promise<string | null> {
  const owner = await ownerOf(services, path);
  if (!owner) return null;
  const next = new URLSearchParams(query);
  next.set('state', encryptState(owner.keys, path, state, owner.now));
  const address = `${path}?${next.toString()}`;
  return address.length > LONGEST ? null : address;
}

/** Returns what a page may state: nothing, unless its address was made by `withState`. */
export async function stateOf(services: Services, url: URL): Promise<PageState> {
  const text = url.searchParams.get('state');
  const owner = text ? await ownerOf(services, url.pathname) : null;
  const found = text && owner ? decryptState(owner.keys, url.pathname, text, owner.now) : null;
  return pageState.safeParse(found).data ?? { said: {} };
}

async function ownerOf(services: Services, path: string) {
  const tenant = await tenantOf(services, path);
  if (!tenant) return null;
  const now = await services.db.withTenant(tenant, async (trx) => timeOf(trx));
  return { keys: await services.keyring.keys(tenant), now };
}

async function tenantOf(services: Services, path: string): Promise<{ tenantId: TenantId } | null> {
  const [, page = '', name = ''] = path.split('/');
  if (page === 'f' || page === 'w') return tenantBySlug(services, name);
  const kind = own(KINDS, page);
  return kind ? readLink(services.keyring, kind, name) : null;
}
