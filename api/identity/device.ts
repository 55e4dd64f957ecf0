import Bowser from 'bowser';

/** Returns a browser and its system by name, `Firefox on Windows`; null for one that names neither. */
export function deviceOf(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const { browser, os } = Bowser.parse(userAgent);
  const names = [browser.name, os.name].filter((name) => name !== undefined && name !== '');
  return names.length ? names.join(' on ') : null;
}
