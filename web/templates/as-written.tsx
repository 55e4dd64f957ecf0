import type { ComponentProps } from 'react';
import { Columns, Section } from '../ui/page.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { Words } from './words.tsx';

/** Shows a template that cannot be changed: its text, and beside it what a recipient sees. */
export function AsWritten({
  preview,
  ...words
}: ComponentProps<typeof Words> & ComponentProps<typeof PreviewPane>) {
  return (
    <Columns>
      <div>
        <Section title="The text as written">
          <Words {...words} />
        </Section>
      </div>
      <div>
        <Section title="As a recipient sees it">
          <PreviewPane preview={preview} />
        </Section>
      </div>
    </Columns>
  );
}
