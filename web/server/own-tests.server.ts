import type { Api } from '../../api/client-types.ts';
import type { OwnTests } from '../own-tests/section.tsx';
import { chosen, text } from './fields.server.ts';
import { redirect } from './redirect.server.ts';

const CHANNELS = ['sms', 'email'] as const;
const SHOWN = 3;

/** Returns the reader's addresses for tests, and the results of the last tests of this template or campaign. */
export async function ownTests(
  api: Api,
  channel: 'sms' | 'email',
  of: { template_id?: string; campaign_id?: string },
): Promise<OwnTests> {
  const [addresses, tests] = await Promise.all([api.users.addresses({}), api.users.tests({})]);
  const address = addresses.data.find((one) => one.channel === channel);
  if (!address) throw new Error('a channel without an address');
  return {
    address,
    tests: tests.data
      .filter((one) =>
        of.campaign_id ? one.campaign_id === of.campaign_id : one.template_id === of.template_id,
      )
      .slice(0, SHOWN),
  };
}

/** The forms of the section. */
export const OWN_TEST_FORMS = {
  test: [],
  'test-prove': ['channel'],
  'test-code': ['channel', 'code'],
} as const;

/**
 * Does what a form of the section asks for.
 * @param send sends the test, in a language or the main one
 * @param page the page with the section
 * @returns null for a form of another part of the page
 */
export async function actOnOwnTest(
  api: Api,
  form: FormData,
  page: string,
  send: (language: string | undefined) => Promise<unknown>,
): Promise<Response | null> {
  switch (text(form, 'intent')) {
    case 'test':
      await send(text(form, 'test_language'));
      return redirect(`${page}?done=test-sent`);
    case 'test-prove': {
      const channel = chosen(form, 'channel', CHANNELS);
      await api.users.proveAddress({
        body: { channel, ...(channel === 'sms' ? { phone: text(form, 'phone') ?? '' } : {}) },
      });
      return redirect(`${page}?done=code-sent`);
    }
    case 'test-code':
      await api.users.checkAddress({
        body: { channel: chosen(form, 'channel', CHANNELS), code: text(form, 'code') ?? '' },
      });
      return redirect(`${page}?done=address-proved`);
    default:
      return null;
  }
}
