/**
 * Checks a file's key: names separated by slashes, so that it cannot leave its folder or bucket.
 * @throws {TypeError} for any other key
 */
export function plainKey(key: string): string {
  const parts = key.split('/');
  // oxlint-disable-next-line no-control-regex -- what it refuses
  if (parts.some((part) => /^\.{0,2}$/.test(part)) || /[\\\u0000-\u001f]/.test(key)) {
    throw new TypeError('key must be a plain path');
  }
  return key;
}
