import { type ActionFunctionArgs } from '@remix-run/node';
import { redirect, redirectWith } from '../server/redirect.server.ts';

export const loader = async () => redirect('/');

export const action = async ({ context }: ActionFunctionArgs) =>
  redirectWith('/sign-in', await context.identity.logout());
