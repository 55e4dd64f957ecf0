/** Returns Retry-After (RFC 9110 §10.2.3) in milliseconds, from seconds or a date; undefined when it is neither. */
export function retryAfterMs(value: string | undefined): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  if (!/[a-z]/i.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** Phrases with which mail servers and SES say that a sender is too fast. */
const TOO_FAST =
  /throttl|rate (?:limit|exceeded)|sending rate|(?:rate|quota|limit)[^.]{0,40}exceeded|too (?:many|much) (?:messages|mails?|connections|requests|recipients)|slow down/i;
const UNIT = new Map([['s', 1_000], ['m', 60_000], ['h', 3_600_000]]); // prettier-ignore

/**
 * Returns whether a mail server's temporary refusal limits this sender, and how long it asks to wait; null if not.
 * Greylisting is not: it concerns one recipient, and mails to the others go on.
 */
export function smtpThrottle(
  code: number,
  lines: readonly string[],
): { retryAfterMs?: number } | null {
  const text = lines.join(' ');
  if (code < 400 || code >= 500 || !(code === 421 || TOO_FAST.test(text))) return null;
  const [, amount, unit] =
    /(?:in|after|wait)\s+(\d{1,5})\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:ours?)?)\b/i.exec(
      text,
    ) ?? [];
  const ms = Number(amount) * (UNIT.get((unit ?? '').slice(0, 1).toLowerCase()) ?? Number.NaN);
  return Number.isFinite(ms) ? { retryAfterMs: ms } : {};
}
