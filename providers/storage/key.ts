/**
 * A file's key as it is: names with slashes between them, so that it leads nowhere else on a disk or in a bucket.
 * @throws TypeError
 */
export function plainKey(key: string): string {
  const parts = key.split('/');
  // oxlint-disable-next-line no-control-regex -- what it refuses
  if (parts.some((part) => /^\.{0,2}$/.test(part)) || /[\\\u0000-\u001f]/.test(key)) {
    throw new TypeError('key must be a plain path');
  }
  return key;
}
