/**
 * For `refine` of an object: also looks at one with faults in its fields. By default zod does not, so that the client
 * would learn of this fault only once the others are mended.
 */
export const WITH_OTHER_FAULTS = {
  when: ({ value }: { value: unknown }): boolean => typeof value === 'object' && value !== null,
};
