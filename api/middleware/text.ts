import type { FieldError } from '#lib/errors.ts';

// Everything below space except tab, newline and carriage return; DEL; C1 controls.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/**
 * Finds text that no field may contain, at any depth: control characters (NUL ends a Postgres string, others forge
 * headers and logs) and lone surrogates, which are not Unicode text. Also refuses the field name `__proto__`, which
 * libraries drop silently.
 */
export function badText(value: unknown, path = ''): FieldError[] {
  if (typeof value === 'string') {
    if (CONTROL.test(value)) return [{ path, message: 'must not contain control characters' }];
    if (!value.isWellFormed()) return [{ path, message: 'is not valid Unicode' }];
    return [];
  }
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path ? `${path}.${key}` : key;
    if (key === '__proto__') return [{ path: at, message: 'is not a valid field name' }];
    return [
      ...(CONTROL.test(key)
        ? [{ path, message: 'field names must not contain control characters' }]
        : []),
      ...badText(inner, at),
    ];
  });
}
