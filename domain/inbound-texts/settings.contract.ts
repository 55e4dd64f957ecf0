import { z } from 'zod';

/** How texts are interpreted as withdrawals. The defaults are the broadest reading. */
export const consentSettings = z.object({
  revoke_all: z
    .boolean()
    .describe(
      'a STOP withdraws every purpose on its channel; off: the purpose of the last message',
    ),
  revoke_across_channels: z
    .boolean()
    .describe('a STOP by text also withdraws what the same contact consented to by e-mail'),
  yes_opts_in: z
    .boolean()
    .describe('YES counts as START, if a STOP stands and nothing was asked since'),
  provider_confirms_stop: z
    .boolean()
    .describe('the provider answers the bare keywords itself, so we do not'),
  provider_answers_help: z.boolean().describe('the provider answers HELP itself, so we do not'),
});
export type ConsentSettings = z.output<typeof consentSettings>;
export const consentSettingsPatch = z.strictObject(consentSettings.partial().shape);

export const DEFAULT_SETTINGS: ConsentSettings = {
  revoke_all: true,
  revoke_across_channels: false,
  yes_opts_in: false,
  provider_confirms_stop: true,
  provider_answers_help: false,
};
