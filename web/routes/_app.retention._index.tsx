import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { FileText } from 'lucide-react';
import { askedBy } from '../retention/words.ts';
import { History } from '../retention/history.tsx';
import { HoldsInForce } from '../retention/holds-in-force.tsx';
import { Policies } from '../retention/policies.tsx';
import { RunForms } from '../retention/run-forms.tsx';
import { filters, text } from '../server/fields.server.ts';
import { askers } from '../server/askers.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { useLive } from '../ui/live.ts';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Retention · Assent' }];

const HOLDS_SHOWN = 5;

export const loader = page(async ({ api, url, session }) => {
  const { cursor } = filters(url, ['cursor']);
  const [policies, newest, runs, holds] = await Promise.all([
    api.retentionPolicies.list({}),
    api.retentionRuns.list({ query: { limit: 1 } }),
    api.retentionRuns.list({ query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
    api.legalHolds.list({ query: { state: 'in_force', limit: HOLDS_SHOWN } }),
  ]);
  const nameOf = await askers(
    session,
    runs.data.map((run) => run.asked_by),
  );
  return {
    policies,
    running: newest.data.find(({ status }) => status === 'running'),
    runs: {
      ...runs,
      data: runs.data.map((run) => ({ ...run, asker: askedBy(run.asked_by, nameOf) })),
    },
    holds,
    mayWrite: session.permissions.includes('retention:write'),
  };
});

export const action = act({ 'dry-run': [], run: [] }, async ({ api, form }) => {
  const { id } = await api.retentionRuns.create({
    body: { dry_run: text(form, 'intent') !== 'run' },
  });
  return redirect(`/retention/runs/${id}`);
});

export default function Retention() {
  const { policies, running, runs, holds, mayWrite } = useLoaderData<typeof loader>();
  useLive(running !== undefined);
  return (
    <Page
      title="Retention"
      lead="How long each kind of data is kept, and what happens then."
      actions={
        <Button
          component={Link}
          to="/retention/what-we-store"
          variant="default"
          leftSection={<FileText size={15} aria-hidden />}
        >
          What we store
        </Button>
      }
    >
      <Notice />
      <Columns>
        <div>
          <RunForms nextRunAt={policies.next_run_at} running={running} mayWrite={mayWrite} />
        </div>
        <div>
          <HoldsInForce holds={holds.data} more={holds.next_cursor !== null} />
        </div>
      </Columns>
      <Policies policies={policies.data} />
      <History runs={runs.data} nextCursor={runs.next_cursor} />
    </Page>
  );
}
