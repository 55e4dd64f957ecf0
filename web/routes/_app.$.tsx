import { data } from '@remix-run/node';
import { page } from '../server/page.server.ts';

/** Any address that no page has, to look at and to send to. */
const notHere = async () => {
  throw data({ message: 'No such page' }, { status: 404 });
};
export const loader = page(notHere);
export const action = page(notHere);

export default function NotHere() {
  return null;
}
