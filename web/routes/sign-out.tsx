import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { redirectWith } from '../server/cookies.server.ts';

export const loader = async () => redirect('/');

export const action = async ({ context }: ActionFunctionArgs) =>
  redirectWith('/sign-in', await context.identity.logout());
