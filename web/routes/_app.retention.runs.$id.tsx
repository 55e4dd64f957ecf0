import { Alert } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { RunKinds } from '../retention/run-kinds.tsx';
import { askedBy } from '../retention/words.ts';
import { askers } from '../server/askers.server.ts';
import { page } from '../server/page.server.ts';
import { standingOf } from '../server/standing.server.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { useLive } from '../ui/live.ts';
import { Page, Section } from '../ui/page.tsx';
import { StandingLine } from '../ui/standing-line.tsx';
import { Status } from '../ui/status.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { Moment, useCount } from '../ui/values.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';

export const meta: MetaFunction = () => [{ title: 'Retention run · Assent' }];

export const loader = page(async ({ api, params, config, session }) => {
  const [run, policies] = await Promise.all([
    api.retentionRuns.get({ params: { id: String(params['id']) } }),
    api.retentionPolicies.list({}),
  ]);
  const nameOf = await askers(session, [run.asked_by]);
  return {
    run,
    asker: askedBy(run.asked_by, nameOf),
    titles: Object.fromEntries(policies.data.map(({ kind, title }) => [kind, title])),
    standing: await standingOf({ api, session }, run.workflow_id, run.status === 'running'),
    temporalUiUrl: config.temporalUiUrl,
  };
});

export default function Run() {
  const { run, asker, titles, standing, temporalUiUrl } = useLoaderData<typeof loader>();
  const count = useCount();
  const running = run.status === 'running';
  useLive(running, 1_000);
  const sum = (of: 'removed' | 'held' | 'found'): number =>
    run.kinds.reduce((all, kind) => all + kind[of], 0);
  return (
    <Page
      title={run.dry_run ? 'What would be deleted' : 'What was deleted'}
      lead={
        <>
          {run.dry_run
            ? 'Dry run: nothing is deleted. A real run decides by the same rules.'
            : 'Deleted data cannot be restored, except from an archive or a backup.'}{' '}
          {standing ? <StandingLine standing={standing} /> : null}
        </>
      }
      back={{ to: '/retention', label: 'Retention' }}
      actions={<WorkflowLink base={temporalUiUrl} id={run.workflow_id} />}
    >
      {run.failure ? (
        <Alert color="red" variant="light" title="It failed">
          {run.failure}
        </Alert>
      ) : null}
      <Section title="In total">
        <Facts>
          <Fact label="State">
            <Status value={run.status} />
          </Fact>
          <Fact label="As of">
            <Moment at={run.as_of} />
          </Fact>
          <Fact label="Asked by">{asker}</Fact>
          <Fact label="Ended">
            <Moment at={run.finished_at} />
          </Fact>
        </Facts>
        <p aria-live="polite">
          {running
            ? `${count(run.kinds.filter((kind) => kind.finished).length)} of ${count(run.kinds.length)} kinds of data done`
            : null}
        </p>
        <Tiles>
          <Tile label={run.dry_run ? 'Would be deleted' : 'Deleted'} value={sum('removed')} />
          <Tile label="Kept by legal holds" value={sum('held')} to="/holds?state=in_force" />
          <Tile label="Past their time" value={sum('found')} />
        </Tiles>
      </Section>
      <Section title="By kind of data" flush>
        <RunKinds run={run} titles={titles} />
      </Section>
    </Page>
  );
}
