import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { isRouteErrorResponse, Link, useLocation, useRouteError } from '@remix-run/react';

const TITLES: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'Please sign in again',
  403: 'You may not do this',
  404: 'Page not found',
  405: 'Not found here',
  409: 'Not possible in its present state',
  412: 'It has changed in the meantime',
  413: 'The request is too large',
  415: 'This page does not accept this kind of content',
  422: 'The request cannot be accepted',
  429: 'Too many requests',
  503: 'A service is unavailable for a moment',
};
const WORDS: Record<number, string> = {
  400: 'The request was cut off or malformed. Nothing was changed.',
  404: 'The address may be mistyped, or what it led to has been removed.',
  405: 'Nothing at this address accepts this request. Nothing was changed.',
  413: 'Nothing was changed. Send less at once.',
  415: 'Nothing was changed. Pages accept forms; programs use the API.',
  503: 'Nothing is lost. Wait a few seconds and try again.',
};

const OTHER = {
  theirs: { title: 'This cannot be done', words: 'Nothing was changed.' },
  ours: {
    title: 'Something went wrong on our side',
    words: 'It has been noted. Try again. If it happens again, tell your operator.',
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
