import { data } from '@remix-run/node';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { retentionAction, retentionKind } from '../../domain/retention/contract.ts';
import { SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { Limits } from '../retention/policies.tsx';
import { ACTION_WORDS } from '../retention/words.ts';
import { known, number, oneOf, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Moment, useDays } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Retention · Assent' }];

/** The API's path of the one policy that is sent, so that errors are shown at this field. */
const DAYS = 'policies.0.keep_days';
const ACTION = 'policies.0.action';

export const loader = page(async ({ api, params, session }) => {
  const { data: policies, next_run_at } = await api.retentionPolicies.list({});
  const policy = policies.find(({ kind }) => kind === params['kind']);
  if (!policy) throw data({ message: 'There is no such kind of data' }, { status: 404 });
  const mayWrite = session.permissions.includes('retention:write');
  return { policy, nextRunAt: next_run_at, mayWrite };
});

export const action = act({ '': [DAYS] }, async ({ api, form, params }) => {
  const kind = known(retentionKind, params['kind']);
  const then = oneOf(text(form, ACTION), retentionAction.options);
  await api.retentionPolicies.change({
    body: {
      policies: [{ kind, keep_days: number(form, DAYS), ...(then ? { action: then } : {}) }],
    },
  });
  return redirect('/retention?done=policy-saved');
});

export default function Kind() {
  const { policy: p, nextRunAt, mayWrite } = useLoaderData<typeof loader>();
  const days = useDays();
  return (
    <Page title={p.title} lead={p.what} back={{ to: '/retention', label: 'Retention' }}>
      <Columns>
        <div>
          <Section title="How long it is kept">
            <PageForm guarded>
              <Fields>
                <TextField
                  name={DAYS}
                  label="Days"
                  description={
                    <>
                      Counted from when {p.since}. <Limits policy={p} />
                      {p.may_keep ? ': leave it empty for that' : ''}
                    </>
                  }
                  inputMode="numeric"
                  defaultValue={p.keep_days === null ? '' : String(p.keep_days)}
                  readOnly={!mayWrite}
                />
                {p.actions.length > 1 ? (
                  <SelectField
                    name={ACTION}
                    label="After that"
                    data={p.actions.map((one) => ({
                      value: one.action,
                      label: ACTION_WORDS[one.action],
                    }))}
                    defaultValue={p.action}
                    disabled={!mayWrite}
                  />
                ) : null}
                {mayWrite ? (
                  <>
                    <p>
                      With fewer days, more data is past its time: the next run deletes it,{' '}
                      <Moment at={nextRunAt} />, and it cannot be restored.
                    </p>
                    <FormEnd>
                      <SubmitButton>Save</SubmitButton>
                    </FormEnd>
                  </>
                ) : null}
              </Fields>
            </PageForm>
          </Section>
        </div>
        <div>
          <Section title="What that means">
            <Facts>
              {p.actions.map((one) => (
                <Fact key={one.action} label={ACTION_WORDS[one.action]}>
                  {one.means}
                </Fact>
              ))}
              <Fact label="Why these limits">{p.why}</Fact>
              <Fact label="Default">
                {p.default_keep_days === null ? 'Permanently' : days(p.default_keep_days)}
              </Fact>
              <Fact label="Last changed">
                <Moment at={p.updated_at} missing="Never" />
              </Fact>
            </Facts>
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
