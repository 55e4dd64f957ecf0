/**
 * The value an object has of its own under a name that came from outside. `constructor`, `__proto__` and their like are
 * names like any other: without this they find what every object inherits.
 */
export const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** Gives an object a value of its own under such a name. */
export const setOwn = <T>(record: Record<string, T>, name: string, value: T): void => {
  Object.defineProperty(record, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
};
