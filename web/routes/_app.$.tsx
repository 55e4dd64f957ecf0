import { data } from '@remix-run/node';
import { page } from '../server/page.server.ts';

/** Any address that no page has. */
export const loader = page(async () => {
  throw data({ message: 'No such page' }, { status: 404 });
});

export default function NotHere() {
  return null;
}
