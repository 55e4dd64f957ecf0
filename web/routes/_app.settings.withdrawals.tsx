import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Fields } from '../forms/layout.tsx';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { CheckSetting, LastFields, SettingsForm } from '../settings/settings-form.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Withdrawals · Assent' }];

const SWITCHES = [
  'revoke_all',
  'revoke_across_channels',
  'yes_opts_in',
  'provider_confirms_stop',
  'provider_answers_help',
] as const;

export const loader = page(async ({ api, session }) => ({
  settings: await api.consentSettings.get({}),
  mayWrite: session.permissions.includes('organization:write'),
}));

export const action = act({ switches: [] }, async ({ api, form }) => {
  const body = Object.fromEntries(SWITCHES.map((name) => [name, form.get(name) === 'on']));
  await api.consentSettings.update({ body });
  return redirect('/settings/withdrawals?done=saved');
});

export default function Withdrawals() {
  const { settings, mayWrite } = useLoaderData<typeof loader>();
  const check = (name: (typeof SWITCHES)[number], label: string, description: string) => (
    <CheckSetting
      name={name}
      label={label}
      description={description}
      defaultChecked={settings[name]}
    />
  );
  return (
    <Page
      title="Withdrawals"
      lead="How far a STOP by text reaches, and who answers it. A withdrawal itself cannot be switched off."
    >
      <Notice />
      <SettingsForm mayWrite={mayWrite} intent="switches">
        <Columns>
          <div>
            <Section title="How far a STOP reaches">
              <Fields>
                {check(
                  'revoke_all',
                  'A STOP ends everything by text',
                  'Off: only the purpose of the last text; everything, if that is unknown',
                )}
                {check(
                  'revoke_across_channels',
                  'It also ends e-mail to the same contact',
                  'For people who mean everything',
                )}
              </Fields>
            </Section>
            <Section title="Coming back">
              <Fields>
                {check(
                  'yes_opts_in',
                  'YES counts as START',
                  'Only while a STOP stands, and only if nothing was asked since. START always counts',
                )}
              </Fields>
            </Section>
            <Section title="Who answers">
              <LastFields>
                {check(
                  'provider_confirms_stop',
                  'The provider confirms STOP',
                  'Twilio does, unless you turned it off there. We confirm, once, what it does not recognize',
                )}
                {check(
                  'provider_answers_help',
                  'The provider answers HELP',
                  'Off: we answer with your name and how to stop',
                )}
              </LastFields>
            </Section>
          </div>
          <div>
            <Section title="The rule behind it">
              <p>
                In the United States a withdrawal must be honored within ten business days, however
                it is worded (47 CFR 64.1200(a)(10)). That a STOP also ends unrelated topics is
                waived until 31 January 2027 (FCC, DA 26-12); with the first switch on you are ready
                for it.
              </p>
            </Section>
          </div>
        </Columns>
      </SettingsForm>
    </Page>
  );
}
