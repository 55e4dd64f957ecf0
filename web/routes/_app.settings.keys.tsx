import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { History } from '../keys/history.tsx';
import { MasterKey } from '../keys/master-key.tsx';
import { Running } from '../keys/running.tsx';
import { EncryptedValues } from '../keys/encrypted-values.tsx';
import { isUnderWay } from '../keys/types.ts';
import { KeySection } from '../keys/versions.tsx';
import { KINDS } from '../keys/words.ts';
import { own } from '../../lib/own.ts';
import { chosen, filters, number } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { standingOf } from '../server/standing.server.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { useLive } from '../ui/live.ts';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Count } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Keys · Assent' }];

/** The steps that agree with the state of a replacement: its process may still be at an earlier one. */
const STEPS_WHILE: Readonly<Record<string, readonly string[]>> = {
  announced: ['announced'],
  running: ['moving_values', 'waiting_for_writers', 'ending'],
};

export const loader = page(async ({ api, url, config, session }) => {
  const { cursor } = filters(url, ['cursor']);
  const [keys, newest, list] = await Promise.all([
    api.keys.list({}),
    api.keyRotations.list({ query: { limit: 10 } }),
    api.keyRotations.list({ query: cursor ? { cursor } : {} }),
  ]);
  const underWay = await Promise.all(
    newest.data.filter(isUnderWay).map(async (one) => ({
      ...one,
      standing: await standingOf(
        { api, session },
        one.workflow_id,
        own(STEPS_WHILE, one.status) ?? false,
      ),
    })),
  );
  return {
    kinds: KINDS.flatMap((kind) => keys.keys.filter((one) => one.kind === kind)).map(
      ({ kind, versions }) => ({
        kind,
        versions: versions.map((one) => ({ ...one, id: String(one.version) })),
      }),
    ),
    personKeys: keys.person_keys,
    countedAt: keys.counted_at,
    masterKey: keys.master_key,
    underWay,
    list,
    temporalUiUrl: config.temporalUiUrl,
    mayWrite: session.permissions.includes('keys:write'),
  };
});

export const action = act({ 'rotate-': ['kind'] }, async ({ api, form }) => {
  const kind = chosen(form, 'kind', ['data', 'signing', 'seal'] as const);
  const days = number(form, 'keep_days');
  await api.keyRotations.start({
    body: { kind, ...(days === null ? {} : { keep_days: days }) },
  });
  return redirect('/settings/keys?done=rotation-started');
});

export default function Keys() {
  const { kinds, personKeys, countedAt, masterKey, underWay, list, temporalUiUrl, mayWrite } =
    useLoaderData<typeof loader>();
  useLive(underWay.length > 0);
  const data = kinds.find(({ kind }) => kind === 'data');
  return (
    <Page
      title="Keys"
      lead="The keys that encrypt personal data, sign links and seal the audit log. Keys are replaced without downtime."
    >
      <Notice holds={(done) => done !== 'rotation-started' || underWay.length > 0} />
      {underWay.map((rotation) => (
        <Running key={rotation.id} rotation={rotation} base={temporalUiUrl} />
      ))}
      <Columns>
        <div>
          {kinds.map((of) => (
            <KeySection key={of.kind} of={of} rotations={underWay} mayWrite={mayWrite} />
          ))}
        </div>
        <div>
          <Section title="Keys of individual people">
            <p>
              A person’s data in proofs and messages is encrypted with a key of their own. When a
              person is erased, their key is destroyed, and what it encrypted can never be read
              again.
            </p>
            <Facts>
              <Fact label="There are now">
                <Count value={personKeys} />
              </Fact>
            </Facts>
          </Section>
          <MasterKey status={masterKey} />
          <EncryptedValues versions={data?.versions ?? []} countedAt={countedAt} />
        </div>
      </Columns>
      <History rotations={list.data} nextCursor={list.next_cursor} />
    </Page>
  );
}
