import { useEffect } from 'react';

/** The key in the storage that all tabs share. */
const KEY = 'organization';
let shown: string | null = null;

const stored = (): string | null => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // Storage may be switched off; then a tab notices the switch when it sends a form.
    return null;
  }
};

/** Tells other tabs which organization is shown since this page was loaded. */
export function useShownOrganization(id: string): void {
  useEffect(() => {
    shown = id;
    try {
      localStorage.setItem(KEY, id);
    } catch {
      // As above.
    }
  }, [id]);
}

/** Whether another tab shows another organization since. */
export function switchedElsewhere(): boolean {
  const now = shown === null ? null : stored();
  return now !== null && now !== shown;
}
