/** The name of the frame that the button on a site opens (launcher.ts). */
export const OPENED = 'assent-widget';

/**
 * Whether the button on a site has opened this frame (launcher.ts names it so); a preview has nothing to close. A window
 * of its own is none, whatever name another site has opened it with: only listed sites have a frame of us.
 */
export const isOpened = (): boolean => window.parent !== window && window.name.startsWith(OPENED);

/** Tells the page around the frame that it can be closed from within: the button there may go, where it is in the way. */
export function tellReady(): void {
  if (document.readyState === 'complete') tell('assent:ready');
  else window.addEventListener('load', () => tell('assent:ready'), { once: true });
}

/** Asks the page around the frame to close it. */
export function close(): void {
  tell('assent:close');
}

/** Escape closes the frame: its keys do not reach the page around it. */
export function closeByEscape(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isOpened()) close();
  });
}

const tell = (what: 'assent:ready' | 'assent:close'): void => window.parent.postMessage(what, '*');
