const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** Whose law an event was recorded under. Nothing is known where form, number and contact said nothing. */
export const lawWords = (jurisdiction: string | null): string =>
  jurisdiction
    ? `under the law of ${names.of(jurisdiction) ?? jurisdiction}`
    : 'whose law: unknown';
