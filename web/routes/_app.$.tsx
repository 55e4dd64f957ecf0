import { data } from '@remix-run/node';
import { page } from '../server/page.server.ts';

/** Answers GET and POST of any address that has no page. */
const notHere = async () => {
  throw data({ message: 'No such page' }, { status: 404 });
};
export const loader = page(notHere);
export const action = page(notHere);

export default function NotHere() {
  return null;
}
