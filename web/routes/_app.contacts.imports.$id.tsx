import { Button } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { IMPORT_FORM, MappingForm } from '../imports/mapping-form.tsx';
import { ReadForm } from '../imports/read-form.tsx';
import { Report, stateOf } from '../imports/report.tsx';
import { FailedRows, Notes } from '../imports/rows-told.tsx';
import { purposeChoices } from '../server/choices.server.ts';
import { clockOf } from '../server/clock.server.ts';
import { text } from '../server/fields.server.ts';
import {
  importRead,
  importStart,
  incompleteProof,
  statedConsent,
  untickedProof,
} from '../server/import-form.server.ts';
import { standingOf } from '../server/standing.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { useLive } from '../ui/live.ts';
import { Page, Section } from '../ui/page.tsx';
import { StandingLine } from '../ui/standing-line.tsx';
import { Status } from '../ui/status.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';

export const meta: MetaFunction = () => [{ title: 'Import · Assent' }];

export const loader = page(async ({ api, params, config, request, session }) => {
  const [report, purposes] = await Promise.all([
    api.imports.get({ params: { id: String(params['id']) } }),
    purposeChoices(api),
  ]);
  return {
    report,
    standing: await standingOf({ api, session }, report.workflow_id, report.status === 'running'),
    consent: statedConsent(report.consent, clockOf(request, session).zone),
    purposes,
    temporalUiUrl: config.temporalUiUrl,
    mayWrite: session.permissions.includes('contacts:write'),
    mayDownload: session.permissions.includes('pii:read'),
  };
});

export const action = act(
  { cancel: [], read: ['encoding', 'delimiter'], start: ['how'] },
  async ({ api, form, params, request, session }) => {
    const id = String(params['id']);
    const intent = text(form, 'intent');
    if (intent === 'cancel') await api.imports.cancel({ params: { id } });
    else if (intent === 'read')
      await api.imports.change({ params: { id }, body: importRead(form) });
    else {
      const faulty = untickedProof(form) ?? incompleteProof(form);
      if (faulty) return faulty;
      const { consent } = await api.imports.get({ params: { id } });
      await api.imports.start({
        params: { id },
        body: importStart(form, clockOf(request, session).zone, consent),
      });
    }
    return redirect(`/contacts/imports/${id}`);
  },
);

export default function Import() {
  const { report, standing, consent, purposes, temporalUiUrl, mayWrite, mayDownload } =
    useLoaderData<typeof loader>();
  const { status, dry_run } = report;
  const running = status === 'running';
  useLive(running, 1_000);
  const tried = status === 'completed' && dry_run;
  const open = mayWrite && (status === 'pending' || status === 'failed' || tried);
  return (
    <Page
      title={report.file_name ?? 'Import'}
      lead={
        <>
          <Status value={stateOf(report)} />{' '}
          {standing ? <StandingLine standing={standing} /> : null}
        </>
      }
      back={{ to: '/contacts/imports', label: 'Imports' }}
      actions={
        <>
          {open && tried ? (
            <Button type="submit" form={IMPORT_FORM} name="how" value="real">
              Import
            </Button>
          ) : null}
          {running && mayWrite ? (
            <PageForm intent="cancel">
              <SubmitButton variant="outline" color="red">
                Stop
              </SubmitButton>
            </PageForm>
          ) : null}
          <WorkflowLink base={temporalUiUrl} id={report.workflow_id} />
        </>
      }
    >
      {status === 'pending' ? null : <Report report={report} />}
      {open ? (
        <Section
          title="How the file is read"
          lead="If characters look wrong below, or all values are in one column, choose another"
        >
          <ReadForm {...report} />
        </Section>
      ) : null}
      {open ? (
        <Section
          title="What the columns are"
          lead="Detected by their names, otherwise by their values; correct what is wrong"
        >
          <MappingForm
            columns={report.columns}
            mapping={report.mapping}
            guesses={report.guesses.columns}
            sample={report.sample}
            purposes={purposes}
            consent={consent}
            tried={tried}
            withheld={report.processed > 0 && !report.sample.length}
          />
        </Section>
      ) : null}
      <FailedRows {...report} mayDownload={mayDownload} />
      <Notes {...report} />
    </Page>
  );
}
