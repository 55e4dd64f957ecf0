/**
 * Keeps requests that were aborted on purpose out of the errors of the page. When a newer request replaces one whose
 * answer has begun to arrive, Remix aborts it and leaves a promise about the rest of the answer without a handler
 * (2.17, turbo-stream). Nothing is lost by that: the newer request is the one that counts.
 */
export function ignoreAborted(): void {
  addEventListener('unhandledrejection', (event) => {
    const reason: unknown = event.reason;
    if (reason instanceof DOMException && reason.name === 'AbortError') event.preventDefault();
  });
}
