import { isRouteErrorResponse, Outlet, useRouteError } from '@remix-run/react';
import { Sheet } from '../public/sheet.tsx';

/** For recipients: light, no script, no sign-in. */
export default function Public() {
  return <Outlet />;
}

export function ErrorBoundary() {
  const error = useRouteError();
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const gone = status === 404;
  return (
    <Sheet
      organization={{ name: 'Assent', color: '#13714c' }}
      title={gone ? 'This link does not work' : 'This did not work just now'}
    >
      <p>
        {gone
          ? 'It may be cut off or mistyped. Open it again from the message you got.'
          : status === 429
            ? 'Too many tries from this connection. Wait a while and try again.'
            : 'Nothing is lost. Wait a minute and try again.'}
      </p>
    </Sheet>
  );
}
