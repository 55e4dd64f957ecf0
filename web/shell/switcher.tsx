import { Form, Link } from '@remix-run/react';
import { Check, ChevronsUpDown } from 'lucide-react';
import { sentence } from '../core/words.ts';
import classes from './shell.module.css';

export type OwnOrganization = {
  id: string;
  name: string;
  role: string;
  status: string;
  current: boolean;
};

/**
 * Names the organization; who is in several can go on in another one. The browser opens and closes it, so it works
 * without a script.
 */
export function Switcher({
  name,
  organizations,
}: {
  name: string;
  organizations: readonly OwnOrganization[];
}) {
  const open = organizations.filter(({ status }) => status === 'active');
  if (open.length < 2) return <span className={classes['organization']}>{name}</span>;
  return (
    // Another one is another tree: it begins closed.
    <details className={classes['switcher']} key={open.find(({ current }) => current)?.id}>
      <summary>
        <span className={classes['organization']}>{name}</span>
        <ChevronsUpDown size={14} aria-hidden />
        <span className={classes['unseen']}>, your organizations</span>
      </summary>
      <Form method="post" action="/organizations" reloadDocument className={classes['choices']}>
        <input type="hidden" name="intent" value="switch" />
        {open.map((one) => (
          <button
            key={one.id}
            type="submit"
            name="organization_id"
            value={one.id}
            aria-current={one.current ? 'true' : undefined}
          >
            <span>{one.name}</span>
            {one.current ? <Check size={15} aria-hidden /> : null}
            <small>{sentence(one.role)}</small>
          </button>
        ))}
        <Link to="/organizations">New organization</Link>
      </Form>
    </details>
  );
}
