/**
 * Returns an object's own value under a name from outside. A plain look-up of `constructor` or `__proto__` would find
 * what every object inherits.
 */
export const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** Sets an object's own value under a name from outside. */
export const setOwn = <T>(record: Record<string, T>, name: string, value: T): void => {
  Object.defineProperty(record, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
};
