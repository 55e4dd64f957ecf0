import { Alert } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { CircleCheck } from 'lucide-react';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { RowsDone } from '../imports/rows-done.tsx';
import { standingOf } from '../server/standing.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { REASON_WORDS } from '../suppressions/reasons.ts';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { useLive } from '../ui/live.ts';
import { Page, Section } from '../ui/page.tsx';
import { StandingLine } from '../ui/standing-line.tsx';
import { sentence, Status } from '../ui/status.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { useCount } from '../ui/values.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';

export const meta: MetaFunction = () => [{ title: 'Import of blocked addresses · Assent' }];

export const loader = page(async ({ api, params, config, session }) => {
  const report = await api.suppressions.getImport({ params: { id: String(params['id']) } });
  return {
    report,
    standing: await standingOf({ api, session }, report.workflow_id, report.status === 'running'),
    failures: report.errors.map((error) => ({ id: String(error.row), ...error })),
    temporalUiUrl: config.temporalUiUrl,
    mayWrite: session.permissions.includes('suppressions:write'),
  };
});

export const action = act({ cancel: [] }, async ({ api, params }) => {
  const id = String(params['id']);
  await api.suppressions.cancelImport({ params: { id } });
  return redirect(`/suppressions/imports/${id}`);
});

type Row = Awaited<ReturnType<typeof loader>>['failures'][number];
const columns: Column<Row>[] = [
  { label: 'Row', cell: (e) => e.row },
  { label: 'What is wrong', cell: (e) => sentence(e.message) },
];

export default function SuppressionReport() {
  const { report: r, standing, failures, temporalUiUrl, mayWrite } = useLoaderData<typeof loader>();
  const count = useCount();
  const running = r.status === 'running';
  useLive(running, 1_000);
  return (
    <Page
      title={r.file_name ?? 'Import of blocked addresses'}
      lead={
        <>
          <Status value={r.status} /> {standing ? <StandingLine standing={standing} /> : null}
        </>
      }
      back={{ to: '/suppressions/imports', label: 'Import' }}
      actions={
        <>
          {running && mayWrite ? (
            <PageForm intent="cancel">
              <SubmitButton variant="outline" color="red">
                Stop
              </SubmitButton>
            </PageForm>
          ) : null}
          <WorkflowLink base={temporalUiUrl} id={r.workflow_id} />
        </>
      }
    >
      {r.failure ? (
        <Alert color="red" title="It stopped">
          {r.failure}
        </Alert>
      ) : null}
      <Section
        title={running ? 'So far' : 'What happened'}
        lead={`Reason of rows that name none: ${REASON_WORDS[r.reason] ?? r.reason}`}
      >
        <RowsDone {...r} total={r.total || null} running={running} />
        <Tiles>
          <Tile label="New" value={r.created ?? '–'} to="/suppressions" />
          <Tile label="Blocked before" value={r.already ?? '–'} />
          <Tile label="Failed" value={r.failed} />
        </Tiles>
      </Section>
      {failures.length || r.status === 'completed' ? (
        <Section
          title="Rows that failed"
          lead={
            r.failed > failures.length
              ? `The first ${count(failures.length)} of ${count(r.failed)}`
              : undefined
          }
          flush
        >
          <List
            label="Rows that failed"
            rows={failures}
            columns={columns}
            empty={
              <Empty icon={CircleCheck} title="None failed">
                Every row names an address that is blocked now.
              </Empty>
            }
          />
        </Section>
      ) : null}
    </Page>
  );
}
