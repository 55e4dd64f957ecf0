import test from 'ava';
import { linkSigner, readLink, signLink, type LinkKind } from '#domain/signed-links/links.ts';
import type { TenantKeys } from '#domain/keyring/keyring.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../../_support/services.ts';

type Target = { tenantId: string; id: string };
/** Both ways to sign: one link alone, and one of the links of a campaign's mail. */
const SIGNERS = {
  alone: signLink,
  'of a mail': (keys: TenantKeys, kind: LinkKind, target: Target, extra?: string) =>
    linkSigner(keys, target)(kind, extra),
};

for (const [how, sign] of Object.entries(SIGNERS)) {
  test(`${how}: a link reads back as what it was made for, and as nothing else`, async (t) => {
    const services = await testServices(t);
    const ctx = await testContext(services);
    const keys = await services.keyring.keys(ctx);
    const target = { tenantId: ctx.tenantId, id: newId() };
    const token = sign(keys, 'click', target, 'https://example.com/?a=1&b=ü');
    t.deepEqual(await readLink(services.keyring, 'click', token), {
      ...target,
      extra: 'https://example.com/?a=1&b=ü',
    });
    t.is(await readLink(services.keyring, 'unsubscribe', token), null);
  });

  test(`${how}: a link changed in any byte, or of another tenant, is refused`, async (t) => {
    const services = await testServices(t);
    const [ctx, other] = [await testContext(services), await testContext(services)];
    const keys = await services.keyring.keys(ctx);
    const bytes = Buffer.from(
      sign(keys, 'open', { tenantId: ctx.tenantId, id: newId() }),
      'base64url',
    );
    for (let i = 0; i < bytes.length; i++) {
      const forged = Buffer.from(bytes);
      forged[i] = (forged[i] ?? 0) ^ 1;
      t.is(
        await readLink(services.keyring, 'open', forged.toString('base64url')),
        null,
        `byte ${i}`,
      );
    }
    const foreign = sign(keys, 'open', { tenantId: other.tenantId, id: newId() });
    t.is(await readLink(services.keyring, 'open', foreign), null);
  });
}
