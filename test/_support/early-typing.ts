import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/**
 * Opens a page and delays its scripts.
 * @returns a function that lets them load
 */
export async function withoutItsScript(page: Page, path: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route('**/assets/**/*.js', async (route) => {
    await promise;
    await route.fallback();
  });
  await page.goto(path, { waitUntil: 'commit' });
  return resolve;
}

/** Waits until a page's script is active and everything that it starts has ended. */
export async function scriptHasCome(page: Page): Promise<void> {
  await page.waitForFunction(() => Object.keys(document.body).some((key) => /react/i.test(key)));
  await page.waitForLoadState('networkidle');
}

/** Returns the values of all fields in the page's forms, in order. */
export const fieldsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.forms].flatMap((form, at) =>
      [...form.elements].flatMap((field) => {
        if (field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) {
          return [`${at} ${field.name} = ${field.value}`];
        }
        if (!(field instanceof HTMLInputElement) || field.type === 'hidden') return [];
        const value = ['checkbox', 'radio'].includes(field.type)
          ? `${field.value} ${field.checked}`
          : field.type === 'file'
            ? [...(field.files ?? [])].map(({ name, size }) => `${name} ${size}`).join()
            : field.value;
        return [`${at} ${field.name} = ${value}`];
      }),
    ),
  );

/**
 * Fills every field of a page, like a person who does not wait. Of several checkboxes in a form, the last one does
 * not change. Filters are not used: they would lead to another page.
 * @returns the number of filled fields by kind
 */
export async function fillAll(page: Page): Promise<Record<string, number>> {
  // Waits for the whole page; its scripts are waited for separately.
  await page.waitForFunction(() => document.readyState !== 'loading');
  return page.evaluate(() => {
    const texts = new Map([
      ['date', '2026-02-03'],
      ['time', '11:10'],
      ['datetime-local', '2031-02-03T11:10'],
      ['number', '7'],
      ['color', '#123456'],
      ['email', 'early@example.com'],
      ['url', 'https://early.example.com/'],
      ['tel', '+4915112345678'],
    ]);
    const filled: Record<string, number> = {};
    const did = (kind: string): void => void (filled[kind] = (filled[kind] ?? 0) + 1);
    for (const form of document.forms) {
      const boxes = [...form.elements].filter(
        (field) => field instanceof HTMLInputElement && field.type === 'checkbox',
      );
      for (const field of form.elements) {
        if (field.matches(':disabled, [readonly], [type=hidden]')) continue;
        if (boxes.length > 1 && field === boxes.at(-1)) continue;
        if (field instanceof HTMLSelectElement) {
          if (form.method === 'get' || field.options.length < 2) continue;
          field.selectedIndex = field.selectedIndex === 1 ? 0 : 1;
          did('select');
        } else if (field instanceof HTMLTextAreaElement) {
          field.value = 'early: written';
          did('textarea');
        } else if (field instanceof HTMLInputElement) {
          if (['checkbox', 'radio'].includes(field.type)) field.click();
          else if (field.type === 'file') {
            const chosen = new DataTransfer();
            chosen.items.add(new File(['email\na@example.com'], 'early.csv', { type: 'text/csv' }));
            field.files = chosen.files;
          } else field.value = texts.get(field.type) ?? 'early';
          did(field.type);
        } else continue;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
    }
    return filled;
  });
}

/**
 * Ticks the last checkbox of every form, once the script is active.
 * @returns what `fieldsOf` must return then if nothing else changed
 */
export async function tickTheLast(page: Page, before: readonly string[]): Promise<string[]> {
  const ticked = await page.evaluate(() =>
    [...document.forms].flatMap((form, at) => {
      const boxes = [...form.elements]
        .filter((field) => field instanceof HTMLInputElement)
        .filter(({ type }) => type === 'checkbox');
      const last = boxes.at(-1);
      if (boxes.length < 2 || !last || last.matches(':disabled')) return [];
      last.click();
      return [`${at} ${last.name} = ${last.value} ${!last.checked}`];
    }),
  );
  const expected = [...before];
  for (const was of ticked) {
    const at = expected.lastIndexOf(was);
    expected[at] = was.replace(
      / (true|false)$/,
      (_, had) => ` ${had !== ' true' && had !== 'true'}`,
    );
  }
  return expected;
}

type Sent = [name: string, value: string][];

/**
 * Presses the submit button of the form with the most fields.
 * @returns the values in the form and what was sent, if anything; nothing where there is no such form
 */
export async function press(
  page: Page,
): Promise<{ stood: Sent; sent: Sent | undefined } | undefined> {
  const forms = await page.evaluate(() =>
    [...document.forms].map((form) => {
      const fields = [...form.elements].filter((one) => !one.matches('button, [type=hidden]'));
      const button = form.querySelector('button:not([type=button], :disabled)');
      return form.method === 'post' && button ? fields.length : 0;
    }),
  );
  const most = Math.max(0, ...forms);
  if (!most) return undefined;
  const { promise, resolve } = Promise.withResolvers<Sent>();
  await page.route('**/*', async (route) => {
    const request = route.request();
    if (request.method() !== 'POST') return route.fallback();
    const body = request.postDataBuffer() ?? Buffer.alloc(0);
    const type = request.headers()['content-type'] ?? '';
    resolve(
      entries(
        await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData(),
      ),
    );
    return route.abort();
  });
  const stood = await page.evaluate((at) => {
    const form = document.forms[at];
    const button = form?.querySelector<HTMLButtonElement>('button:not([type=button], :disabled)');
    if (!form || !button) throw new Error('no form');
    const all = [...new FormData(form, button)];
    button.click();
    return all.map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value.replaceAll(/\r?\n/g, '\n') : value.name,
    ]);
  }, forms.indexOf(most));
  // Other editors of the page were typed into as well, and would lose it.
  const goOn = page.getByRole('button', { name: 'Go on without saving' });
  void goOn.click({ timeout: 60_000 }).catch(() => undefined);
  const never = setTimeout(60_000, undefined, { ref: false });
  return { stood, sent: await Promise.race([promise, never]) };
}

const entries = (form: FormData): Sent =>
  [...form].map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value.name,
  ]);

/** Makes a browser format dates, numbers and names differently from the server, as some browsers do. */
export async function writeOtherwise(page: Page): Promise<void> {
  await page.addInitScript(`
    const other = (text) => text + '\\u202f';
    for (const { prototype } of [Intl.DateTimeFormat, Intl.NumberFormat]) {
      const { get } = Object.getOwnPropertyDescriptor(prototype, 'format');
      Object.defineProperty(prototype, 'format', {
        get() { const format = get.call(this); return (value) => other(format(value)); },
      });
    }
    const { of } = Intl.DisplayNames.prototype;
    Intl.DisplayNames.prototype.of = function (code) { return other(of.call(this, code) ?? code); };
  `);
}
