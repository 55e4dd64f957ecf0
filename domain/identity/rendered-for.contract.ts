/** The field in which a form of a page says for which organization the page was rendered. */
export const RENDERED_FOR = '_organization';

/**
 * Whether a form is from a page of another organization: a tab that was opened before its person switched in another
 * tab. A form without the field is no such tab's.
 */
export const isOfAnother = (organizationId: string, rendered: unknown): boolean =>
  typeof rendered === 'string' && rendered !== '' && rendered !== organizationId;

/** @param name of the organization that they work in now */
export const ofAnother = (name: string): string =>
  `This page was opened in another organization. You work in ${name} now, because you switched in another tab. Nothing was changed`;
