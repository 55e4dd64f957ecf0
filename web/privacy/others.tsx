import { Button } from '@mantine/core';
import { Link } from '@remix-run/react';

/** Links between the three lists. */
export function Others({ at }: { at: 'requests' | 'exports' | 'erasures' }) {
  const lists = [
    { name: 'requests', to: '/privacy', label: 'Requests' },
    { name: 'exports', to: '/privacy/exports', label: 'Copies' },
    { name: 'erasures', to: '/privacy/erasures', label: 'Erasures' },
  ];
  return (
    <>
      {lists
        .filter(({ name }) => name !== at)
        .map(({ name, to, label }) => (
          <Button key={name} component={Link} to={to} variant="default">
            {label}
          </Button>
        ))}
    </>
  );
}
