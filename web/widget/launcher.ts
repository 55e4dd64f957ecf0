/*
 * The script on an organization's own site: `/widget.js`. It shows a button, and in a frame the page `/w/…` when the
 * button is pressed. It reads nothing of the page and sets nothing there but one element, whose styles are its own.
 */
const ENGLISH = { open: 'Ask us', close: 'Close', dir: 'ltr' };
const ARABIC = { open: 'اسألنا', close: 'إغلاق', dir: 'rtl' };

/** The words of the first language that there are words of, as the frame chooses its own. */
const spoken = (tags: readonly string[]): typeof ENGLISH =>
  /^ar\b/i.test(tags.find((tag) => /^(?:ar|en)\b/i.test(tag)) ?? '') ? ARABIC : ENGLISH;

const CSS = `
button, .frame { position: fixed; }
button {
  inset-block-end: calc(20px + var(--place) * 68px); inset-inline-end: 20px; min-width: 56px; height: 56px; padding: 0 22px; border: 0; border-radius: 28px;
  background: var(--brand); color: var(--on-brand); font: 600 16px/1 system-ui, sans-serif; cursor: pointer;
  box-shadow: 0 4px 18px rgb(0 0 0 / 28%);
}
button:focus-visible { outline: 3px solid var(--brand); outline-offset: 3px; }
.frame {
  inset-block-end: calc(90px + var(--place) * 68px); inset-inline-end: 20px; width: 392px; max-width: calc(100vw - 40px); height: 640px;
  max-height: calc(100dvh - 110px - var(--place) * 68px); border-radius: 16px; overflow: hidden; box-shadow: 0 8px 40px rgb(0 0 0 / 30%);
  background: Canvas; color-scheme: light dark;
}
.frame[hidden] { display: none; }
iframe { width: 100%; height: 100%; border: 0; display: block; }
@media (max-width: 560px) {
  .frame { inset: 0; width: 100%; max-width: none; height: 100dvh; max-height: none; border-radius: 0; }
  .open button { z-index: 1; inset-block: 10px auto; height: 40px; min-width: 0; padding: 0 16px; border-radius: 20px; }
  .open.ready button { display: none; }
}`;

/**
 * Set at the element itself and as important, because rules of the page for its `div`s are stronger than those of a
 * shadow root for its host.
 */
const HOST: readonly (readonly [string, string])[] = [
  ['all', 'initial'],
  ['display', 'block'],
  ['position', 'fixed'],
  ['inset', '0 auto auto 0'],
  ['width', '0'],
  ['height', '0'],
  ['unicode-bidi', 'isolate'],
];

/** Every widget of the page by its organization, in the order in which they came. */
const ATTRIBUTE = 'data-assent-widget';

/** Whether dark text is easier to read on a color (WCAG 2.2, relative luminance). */
function isLight(color: string): boolean {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.19;
}

function launch(script: HTMLScriptElement): void {
  const { widget = '', color: given = '', label: said, lang = '' } = script.dataset;
  const others = [...document.querySelectorAll(`[${ATTRIBUTE}]`)];
  // The same script twice, as tag managers and layouts do: one button.
  if (others.some((one) => one.getAttribute(ATTRIBUTE) === widget)) return;
  const words = spoken(lang ? [lang] : navigator.languages);
  const origin = new URL(script.src).origin;
  const color = /^#[0-9a-f]{6}$/i.test(given) ? given : '#1c2420';
  const open = said || words.open;
  const host = document.createElement('div');
  host.setAttribute(ATTRIBUTE, widget);
  host.dir = script.dir || words.dir;
  const keep = (name: string, value: string): void =>
    host.style.setProperty(name, value, 'important');
  for (const [name, value] of HOST) keep(name, value);
  keep('direction', host.dir);
  host.style.setProperty('--place', String(others.length));
  const root = host.attachShadow({ mode: 'open' });
  const styles = new CSSStyleSheet();
  styles.replaceSync(CSS);
  root.adoptedStyleSheets = [styles];
  host.style.setProperty('--brand', color);
  host.style.setProperty('--on-brand', isLight(color) ? '#1c2420' : '#fff');

  const all = document.createElement('div');
  const button = document.createElement('button');
  button.type = 'button';
  const place = document.createElement('div');
  place.className = 'frame';
  place.hidden = true;
  place.setAttribute('role', 'dialog');
  place.setAttribute('aria-label', open);
  all.append(button, place);
  root.append(all);
  let frame: HTMLIFrameElement | undefined;

  /** Whether the frame has a way to close it of its own; one that is blocked, away or still on its way has none. */
  let isReady = false;
  const show = (shown: boolean): void => {
    place.hidden = !shown;
    // Above the button of another one.
    keep('z-index', shown ? '2147483001' : '2147483000');
    all.className = shown ? (isReady ? 'open ready' : 'open') : '';
    button.textContent = shown ? words.close : open;
    button.setAttribute('aria-expanded', String(shown));
  };
  const close = (): void => {
    show(false);
    button.focus();
  };
  const begin = (): void => {
    if (!frame) {
      frame = document.createElement('iframe');
      frame.title = open;
      frame.name = 'assent-widget';
      frame.src = `${origin}/w/${encodeURIComponent(widget)}${lang ? `?lang=${encodeURIComponent(lang)}` : ''}`;
      frame.addEventListener('load', () => {
        isReady = false;
        show(!place.hidden);
        if (!place.hidden) frame?.contentWindow?.focus();
      });
      place.append(frame);
    }
    show(true);
    frame.focus();
  };
  button.addEventListener('click', () => (place.hidden ? begin() : close()));
  root.addEventListener('keydown', (event) => {
    if (event instanceof KeyboardEvent && event.key === 'Escape' && !place.hidden) close();
  });
  window.addEventListener('message', (event) => {
    const isOurs = event.source === frame?.contentWindow && event.origin === origin;
    if (!frame || !isOurs) return;
    if (event.data === 'assent:close') close();
    if (event.data === 'assent:ready') {
      isReady = true;
      show(!place.hidden);
    }
  });
  show(false);
  document.body.append(host);
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  if (document.body) launch(script);
  else document.addEventListener('DOMContentLoaded', () => launch(script), { once: true });
}
