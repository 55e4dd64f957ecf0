import { createPurpose } from '#domain/purposes/purposes.ts';
import { createForm } from '#domain/forms/create.ts';
import { newForm } from '#domain/forms/contract.ts';
import { type Visitor } from './visitor.ts';

export const MAIL = 'email' as const;

/** Creates a form for two purposes, in both languages. */
export async function eventsForm(web: Visitor, more: object = {}) {
  await createPurpose(web.services, web.context, {
    key: 'events',
    name: 'Events',
    description: 'Wine and music',
    category: 'marketing',
    expires_after_days: 365,
    renew_before_days: null,
  });
  return createForm(
    web.services,
    web.context,
    newForm.parse({
      name: 'Events',
      slug: 'events',
      purposes: ['events', 'marketing'],
      languages: ['en', 'ar'],
      embed_origins: ['https://shop.example'],
      ...more,
    }),
  );
}

export const known = (address: string) => ({ channel: MAIL, address, purpose: 'events' });

export const idOf = (location: string): string =>
  new URL(location, 'http://x').searchParams.get('id') ?? '';
