import { Alert, Button } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Download } from 'lucide-react';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { Counts } from '../privacy/counts.tsx';
import { askers } from '../server/askers.server.ts';
import { act, page } from '../server/page.server.ts';
import { standingOf } from '../server/standing.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Code, Fact, Facts } from '../ui/facts.tsx';
import { useLive } from '../ui/live.ts';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { StandingLine } from '../ui/standing-line.tsx';
import { Status } from '../ui/status.tsx';
import { Count, Moment } from '../ui/values.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';

export const meta: MetaFunction = () => [{ title: 'Copy of data · Assent' }];

export const loader = page(async ({ api, params, config, session }) => {
  const copy = await api.privacyExports.get({ params: { id: String(params['id']) } });
  const nameOf = await askers(session, [copy.asked_by]);
  return {
    copy,
    asker: nameOf(copy.asked_by),
    standing: await standingOf(
      { api, session },
      copy.workflow_id,
      copy.status === 'ready' ? ['ready', 'taking_it_away'] : copy.status === 'pending',
    ),
    temporalUiUrl: config.temporalUiUrl,
    mayWrite: session.permissions.includes('privacy:write'),
  };
});

export const action = act({ revoke: [] }, async ({ api, params }) => {
  const id = String(params['id']);
  await api.privacyExports.revoke({ params: { id } });
  return redirect(`/privacy/exports/${id}?done=export-revoked`);
});

export default function Export() {
  const { copy, asker, standing, temporalUiUrl, mayWrite } = useLoaderData<typeof loader>();
  const { status } = copy;
  useLive(status === 'pending', 1_000);
  return (
    <Page
      title="Copy of a person’s data"
      lead={
        <>
          <Status value={status === 'pending' ? 'preparing' : status} />{' '}
          {standing ? <StandingLine standing={standing} /> : null}
        </>
      }
      back={{ to: '/privacy/exports', label: 'Copies' }}
      actions={
        <>
          {copy.download_url ? (
            <Button
              component="a"
              href={`/api/v1/privacy/exports/${copy.id}/download`}
              download
              leftSection={<Download size={15} aria-hidden />}
            >
              Download
            </Button>
          ) : null}
          <WorkflowLink base={temporalUiUrl} id={copy.workflow_id} />
        </>
      }
    >
      <Notice />
      {copy.failure ? (
        <Alert color="red" variant="light" title="It failed">
          {copy.failure}
        </Alert>
      ) : null}
      <Columns>
        <div>
          <Section title="What is in it" lead="Entries by kind, as JSON and as CSV">
            <Counts
              counts={copy.counts}
              none={status === 'failed' ? 'Nothing.' : 'It is being created.'}
            />
          </Section>
          {copy.download_url ? (
            <Section
              title="Link for the person"
              lead="Whoever has it can open the copy without signing in. Send it only to the person."
            >
              <Code>{copy.download_url}</Code>
            </Section>
          ) : null}
        </div>
        <div>
          <Section title="About">
            <Facts>
              <Fact label="Asked by">{asker}</Fact>
              <Fact label="Asked">
                <Moment at={copy.created_at} />
              </Fact>
              <Fact label="Ready">
                <Moment at={copy.ready_at} />
              </Fact>
              <Fact label="Works until">
                <Moment at={copy.expires_at} />
              </Fact>
              <Fact label="Downloads">
                <Count value={copy.downloads} />
              </Fact>
              <Fact label="Last download">
                <Moment at={copy.last_download_at} />
              </Fact>
            </Facts>
          </Section>
          {mayWrite && (status === 'ready' || status === 'pending') ? (
            <Section title="Revoke" lead="The link stops working and the file is deleted">
              <ConfirmForm
                intent="revoke"
                ask="Revoke this copy"
                act="Yes, revoke it"
                words="Whoever has the link can no longer open the file. Another copy can be made at any time."
              />
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
