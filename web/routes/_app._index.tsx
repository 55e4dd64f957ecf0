import { Title } from '@mantine/core';
import type { MetaFunction } from '@remix-run/react';

export const meta: MetaFunction = () => [{ title: 'Home · Assent' }];

export default function Home() {
  return <Title order={1}>Home</Title>;
}
