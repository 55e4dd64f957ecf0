import { Button } from '@mantine/core';
import { Link, useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { LongTextField, SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { Columns, Section } from '../ui/page.tsx';
import { CATEGORY_OPTIONS } from './categories.ts';
import { PreviewPane, type Preview } from './preview-pane.tsx';

export type EditorProps = {
  channel: string;
  /** What is there; absent for a new one. */
  saved?: {
    name: string;
    category: string;
    subject: string | null;
    body: string;
    language: string;
    version: number;
  };
  preview: Preview | null;
};

const PAUSE = 300;

/** Writes a template; beside it, what a recipient would see, a moment after each change. */
export function TemplateEditor({ channel, saved, preview }: EditorProps) {
  const fetcher = useFetcher<Preview>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const shown = fetcher.data && 'segments' in fetcher.data ? fetcher.data : preview;
  const mail = channel === 'email';
  return (
    <Columns>
      <div>
        <Section>
          <PageForm
            intent="save"
            onSubmit={() => clearTimeout(timer.current)}
            onChange={({ currentTarget }) => {
              const typed = new FormData(currentTarget);
              clearTimeout(timer.current);
              timer.current = setTimeout(() => {
                fetcher.submit(typed, { method: 'post', action: '/templates/preview' });
              }, PAUSE);
            }}
          >
            <Fields>
              <input type="hidden" name="channel" value={channel} />
              {saved ? <input type="hidden" name="version" value={saved.version} /> : null}
              <TextField name="name" label="Name" defaultValue={saved?.name} autoComplete="off" />
              <FieldRow>
                {saved ? (
                  <input type="hidden" name="category" value={saved.category} />
                ) : (
                  <SelectField
                    name="category"
                    label="What it is for"
                    data={CATEGORY_OPTIONS}
                    defaultValue="promotional"
                  />
                )}
                <TextField
                  name="language"
                  label="Language"
                  placeholder="en"
                  defaultValue={saved?.language ?? 'en'}
                />
              </FieldRow>
              {mail ? (
                <TextField
                  name="subject"
                  label="Subject"
                  defaultValue={saved?.subject ?? ''}
                  autoComplete="off"
                />
              ) : null}
              <LongTextField
                name="body"
                label={mail ? 'Mail' : 'Text'}
                description={
                  mail
                    ? 'Plain paragraphs or HTML. {{ contact.first_name }} and other values are filled in.'
                    : '{{ contact.first_name }} and other values are filled in.'
                }
                minRows={mail ? 14 : 6}
                maxRows={28}
                dir="auto"
                defaultValue={saved?.body}
              />
              <FormEnd>
                <SubmitButton>Save</SubmitButton>
                <Button component={Link} to="/templates" variant="subtle" color="gray">
                  Cancel
                </Button>
              </FormEnd>
            </Fields>
          </PageForm>
        </Section>
      </div>
      <div>
        <Section title="As a recipient sees it">
          {shown ? <PreviewPane preview={shown} /> : 'Write something to see it here.'}
        </Section>
      </div>
    </Columns>
  );
}
