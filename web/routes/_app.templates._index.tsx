import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { FileText, Mail, MessageSquare } from 'lucide-react';
import { categorySchema, channelSchema } from '../../domain/templates/contract.ts';
import { filters, oneOf } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { CATEGORY_OPTIONS } from '../templates/categories.ts';
import { Gallery } from '../templates/gallery.tsx';
import { Empty } from '../ui/empty.tsx';
import { Filters, SearchBox, SelectFilter } from '../ui/filters.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { CHANNEL_OPTIONS } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Templates · Assent' }];

export const loader = page(async ({ api, url, session }) => {
  const asked = filters(url, ['channel', 'category', 'q']);
  const query = {
    ...asked,
    limit: 200,
    channel: oneOf(asked.channel, channelSchema.options),
    category: oneOf(asked.category, categorySchema.options),
  };
  const [yours, provided] = await Promise.all([
    api.templates.list({ query: { ...query, origin: 'user' } }),
    api.templates.list({ query: { ...query, origin: 'provided' } }),
  ]);
  return {
    yours: yours.data,
    provided: provided.data,
    mayWrite: session.permissions.includes('templates:write'),
  };
});

export default function Templates() {
  const { yours, provided, mayWrite } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Templates"
      lead="The texts you send. Start from one of ours or write your own; news and offers always have an opt-out."
      actions={
        mayWrite ? (
          <>
            <Button component={Link} to="/templates/selection" prefetch="intent" variant="default">
              Which is used when
            </Button>
            <Button
              component={Link}
              to="/templates/new?channel=sms"
              variant="default"
              leftSection={<MessageSquare size={15} aria-hidden />}
            >
              New text
            </Button>
            <Button
              component={Link}
              to="/templates/new?channel=email"
              leftSection={<Mail size={15} aria-hidden />}
            >
              New mail
            </Button>
          </>
        ) : null
      }
    >
      <Notice />
      <Filters>
        <SearchBox label="Search" placeholder="Name" />
        <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
        <SelectFilter name="category" label="What it is for" options={CATEGORY_OPTIONS} />
      </Filters>
      {yours.length ? (
        <Gallery title="Yours" templates={yours} />
      ) : (
        <Section flush>
          <Empty icon={FileText} title="None of your own here">
            Open a provided one below and copy it, or start from scratch.
          </Empty>
        </Section>
      )}
      {provided.length ? <Gallery title="Provided" templates={provided} /> : null}
    </Page>
  );
}
