import { Drop, type Comparable } from 'liquidjs';

/** Begins as Liquid's own error does, so that both kinds of missing values are reported alike. */
const UNDEFINED = 'undefined variable: ';

/**
 * A value that is known by name and has no content: a contact without a name, a value given as null. In conditions it
 * is empty and false, filters other than `default` pass it on, and to print it is an error: readers would see a hole
 * (“Hi !”).
 */
export class Absent extends Drop implements Comparable {
  readonly #path: string;
  readonly #strict: boolean;

  /** @param strict false: it prints as an empty text, for previews */
  constructor(path: string, strict: boolean) {
    super();
    this.#path = path;
    this.#strict = strict;
  }

  override valueOf(): null {
    return null;
  }

  /** @throws Error that names the path */
  override toString(): string {
    if (this.#strict) throw new Error(`${UNDEFINED}${this.#path}`);
    return '';
  }

  override liquidMethodMissing(key: string | number): unknown {
    return key === 'size' ? 0 : undefined;
  }

  equals(other: unknown): boolean {
    // Liquid’s words `empty` and `blank` are drops.
    const value: unknown = other instanceof Drop ? other.valueOf() : other;
    return value === '' || value === null || value === undefined;
  }
  gt(): boolean {
    return false;
  }
  geq(): boolean {
    return false;
  }
  lt(): boolean {
    return false;
  }
  leq(): boolean {
    return false;
  }
}

/** Returns a contact's values; those that it lacks are absent. */
export const contactValues = (contact: object, strict: boolean): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(contact).map(([name, value]) => [
      name,
      name === 'fields' && isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([field, one]) => [field, orAbsent(one, `contact.fields.${field}`, strict)]))
        : orAbsent(value, `contact.${name}`, strict),
    ]),
  ); // prettier-ignore

const orAbsent = (value: unknown, path: string, strict: boolean): unknown =>
  value === '' || value === null ? new Absent(path, strict) : value;

/** Returns the caller's own values; null is absent at any depth. An empty text was given as one. */
export function ownValues(
  variables: Record<string, unknown>,
  strict: boolean,
): Record<string, unknown> {
  return hasNull(variables) ? recordOf(variables, 'variables', strict) : variables;
}

const known = new WeakMap<object, boolean>();
function hasNull(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  if (value === null) return true;
  const found = known.get(value) ?? Object.values(value).some(hasNull);
  known.set(value, found);
  return found;
}

const recordOf = (value: Record<string, unknown>, path: string, strict: boolean) =>
  Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, within(one, `${path}.${name}`, strict)]),
  );

function within(value: unknown, path: string, strict: boolean): unknown {
  if (value === null) return new Absent(path, strict);
  if (Array.isArray(value)) return value.map((one, i) => within(one, `${path}.${i}`, strict));
  return isRecord(value) ? recordOf(value, path, strict) : value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Drop);
