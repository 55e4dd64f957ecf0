const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** Names the law an event was recorded under; unknown if form, number and contact named no country. */
export const lawWords = (jurisdiction: string | null): string =>
  jurisdiction
    ? `under the law of ${names.of(jurisdiction) ?? jurisdiction}`
    : 'whose law: unknown';
