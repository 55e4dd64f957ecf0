import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { isRouteErrorResponse, Link, useLocation, useRouteError } from '@remix-run/react';

const TITLES: Record<number, string> = {
  400: 'This cannot be read',
  401: 'Please sign in again',
  403: 'You may not do this',
  404: 'This page is not here',
  405: 'Not found here',
  409: 'That does not fit its present state',
  412: 'It has changed in the meantime',
  413: 'That is too large',
  415: 'That is not a kind of content this page takes',
  422: 'That cannot be taken as it is',
  429: 'A little too fast',
  503: 'Something we need is away for a moment',
};
const WORDS: Record<number, string> = {
  400: 'What was sent is cut off or not well formed. Nothing was changed.',
  404: 'The address may be mistyped, or the thing it led to has been removed.',
  405: 'Nothing at this address takes what was sent. Nothing was changed.',
  413: 'Nothing was changed. Send less at once.',
  415: 'Nothing was changed. Pages take forms; programs use the API.',
  503: 'Nothing is lost. Wait a few seconds and try again.',
};

const OTHER = {
  theirs: { title: 'This cannot be done', words: 'Nothing was changed.' },
  ours: {
    title: 'Something went wrong on our side',
    words: 'It has been noted. Try again; if it stays, tell your operator.',
  },
};

/** Shown in place of a page that failed; `framed` inside the navigation. */
export function Failure({ framed = false }: { framed?: boolean }) {
  const error = useRouteError();
  const { pathname } = useLocation();
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const data: unknown = isRouteErrorResponse(error) ? error.data : undefined;
  const said =
    typeof data === 'object' && data !== null && 'message' in data ? String(data.message) : '';
  return (
    <Center component={framed ? 'div' : 'main'} mih="60vh" p="lg">
      <Stack align="center" gap="sm" maw={440} ta="center">
        <Text c="dimmed" fw={600}>
          {status}
        </Text>
        <Title order={1}>{TITLES[status] ?? OTHER[status < 500 ? 'theirs' : 'ours'].title}</Title>
        <Text c="dimmed">
          {WORDS[status] ?? (said || OTHER[status < 500 ? 'theirs' : 'ours'].words)}
        </Text>
        {WORDS[status] && said && said !== 'No such page' ? <Text c="dimmed">{said}.</Text> : null}
        <Button.Group mt="sm">
          <Button component="a" href={pathname} variant="default">
            Try again
          </Button>
          <Button component={Link} to="/">
            Home
          </Button>
        </Button.Group>
      </Stack>
    </Center>
  );
}
