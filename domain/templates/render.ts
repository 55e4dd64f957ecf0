import { AppError } from '#lib/errors.ts';
import { contactValues, ownValues } from './absent.ts';
import { NO_CHARACTER, NO_NUMBER, NOTHING_TO_SEE, outOfBounds } from './bounds.ts';
import { isVisible } from '#lib/visible.ts';
import type { Rendered, TemplateSource, TemplateVariables } from './contract.ts';
import { badNumber, engines, missingPaths, templateError } from './engine.ts';
import { textWithFooter, type Footer } from './footer.ts';
import { mailPage, withLogo } from './layout.ts';
import { htmlTooDeep, nestedTooDeep } from './limits.ts';
import { notValid, readPart, type Part } from './part.ts';
import type { Scope } from './run.ts';
import { hasFilledLinks, withSafeLinks, withSafeLinksWritten } from './safe-links.ts';
import { SAMPLE } from './sample.ts';
import { textOf, textTemplate } from './text-part.ts';
import { missingWords } from './unknown-values.ts';
import { CONTACT_VALUES } from './value-names.contract.ts';
import { filledIn } from './values.contract.ts';
import { needsOptOut, showsWords, showsAnything, showsOptOut } from './opt-out-shown.ts';

type RenderOptions = {
  allowMissing?: boolean;
  unbounded?: boolean;
  mayBeEmpty?: boolean;
};

/** A template parsed once, to be rendered for each recipient. */
export type CompiledTemplate = {
  /** Paths of the template's variables, e.g. `contact.first_name`; includes those of the mail's layout. */
  variables: string[];
  /** Returns the paths that are missing in these values; empty means that rendering will succeed. */
  missing(vars: TemplateVariables): string[];
  /** Whether a reader sees anything of the author's with these values. @throws AppError invalid, as `render` */
  shows(vars: TemplateVariables): boolean;
  /**
   * Renders the template.
   * @param options.allowMissing leaves missing values empty: for previews, never for sending
   * @param options.unbounded accepts messages that do not fit their channel (bounds.ts): for previews, never for
   *   sending
   * @param options.mayBeEmpty accepts a message whose subject or body is empty with these values: for saving, never for sending
   * @throws AppError invalid, with the path of each missing variable, or the field that cannot be rendered
   */
  render(vars: TemplateVariables, options?: RenderOptions): Rendered;
  /**
   * Renders only the content that all recipients get: nothing inside a condition or a loop. For a mail only the HTML,
   * without a text part.
   */
  unconditional(vars: TemplateVariables): { text: string; html?: string };
};

export type CompileOptions = {
  /** Changes a mail's page, including its Liquid, before it is parsed: for the links of a campaign. */
  page?: (html: string) => string;
};

/**
 * Compiles a template. Mails: HTML in the organisation's layout with every value escaped, and a text part made from
 * it. Texts: NFC, so that é costs one GSM-7 character instead of a UCS-2 message. A required opt-out and postal
 * address, and in a question by mail the words that a yes agrees to, are added if not all recipients would see them.
 * @throws AppError invalid when the text is not valid Liquid
 */
export function compileTemplate(
  source: TemplateSource,
  options: CompileOptions = {},
): CompiledTemplate {
  const nothing = { optOut: false, imprint: false, wording: false };
  const asWritten = compileWith(source, nothing, options);
  if (source.category === 'invite' && source.channel === 'email') {
    return says(asWritten, ({ html }) => showsWords(html ?? '', AGREED))
      ? asWritten
      : compileWith(source, { ...nothing, wording: true }, options);
  }
  if (!needsOptOut(source.category)) return asWritten;
  const owed = {
    ...nothing,
    optOut: !says(asWritten, showsOptOut),
    imprint:
      source.channel === 'email' && !says(asWritten, ({ html }) => showsWords(html ?? '', PROBE)),
  };
  return owed.optOut || owed.imprint ? compileWith(source, owed, options) : asWritten;
}

/** A postal address and a wording that no author would write. */
const PROBE = 'c0ffee5e-77 Sample Street';
const AGREED = 'c0ffee5e-77 I agree';
const PROBED = {
  ...SAMPLE,
  wording: AGREED,
  organization: { ...SAMPLE.organization, address: PROBE },
};

/** Whether a template shows something to all recipients; false for one that cannot be rendered. */
function says(
  template: CompiledTemplate,
  shows: (said: { html?: string; text: string }) => boolean,
): boolean {
  try {
    return shows(template.unconditional(PROBED));
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

function compileWith(
  source: TemplateSource,
  owed: Omit<Footer, 'language'>,
  options: CompileOptions,
): CompiledTemplate {
  const footer = { language: source.language ?? 'en', ...owed };
  mustNotNest('body', nestedTooDeep(source.body));
  if (source.channel === 'sms') {
    const body = readPart('text', textWithFooter(source.body, footer), 'body');
    const own = readPart('text', source.body, 'body');
    return compiled(source, [body], showing(own, isVisible), (scope) => ({
      text: gsmText(body.fill(scope)),
    }));
  }
  mustNotNest('subject', nestedTooDeep(source.subject ?? ''));
  const subject = readPart('text', source.subject ?? '', 'subject');
  // The body is parsed by itself first, so that an error has the author's own line number. This also finds unclosed
  // tags.
  const own = readPart('html', source.body, 'body');
  mustNotNest('body', htmlTooDeep(source.body));
  const written = withSafeLinksWritten(mailPage(source.body, footer));
  const page = options.page?.(written) ?? written;
  const filledLinks = hasFilledLinks(page);
  const html = readPart('html', page, 'body', false);
  // Created at the first rendering: templates that are only inspected do not need it.
  const textPart = once(() => {
    const textSource = textTemplate(page);
    return textSource === null ? null : readPart('text', textSource, 'body', false);
  });
  return compiled(source, [subject, html], showing(own, showsAnything), (scope, vars) => {
    const said = inOwnLines(own, scope, () => {
      const filled = withLogo(html.fill(scope), vars.organization?.logo ?? '');
      // A value may be a link that mails do not take (`javascript:…`).
      const safe = filledLinks ? withSafeLinks(filled) : filled;
      const text = safe === filled ? textPart() : null;
      return { html: safe, text: text ? tidy(text.fill(scope)) : textOf(safe) };
    });
    return { subject: oneLine(subject.fill(scope)), ...said };
  });
}

/** Returns whether a body shows anything with these values. The opt-out does not count, wherever it stands. */
function showing(own: Part, isSeen: (said: string) => boolean): (scope: Scope) => boolean {
  if (isSeen(own.literal)) return () => true;
  return (scope) => isSeen(own.fill(withoutOptOut(scope)));
}

const withoutOptOut = ({ values }: Scope): Scope => ({
  strictVariables: false,
  values: { ...values, opt_out: '' },
});

/** Returns a function that computes its value at the first call. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Reports rendering errors with the author's own line numbers; those of the page would mean nothing. */
function inOwnLines<T>(own: Part, scope: Scope, fill: () => T): T {
  try {
    return fill();
  } catch (error) {
    own.fill(scope);
    throw error;
  }
}

/** Composed (NFC): é is one GSM-7 character, while e and an accent would make the text UCS-2. */
const gsmText = (text: string): string => text.normalize('NFC').trim();

function mustNotNest(field: string, fault: string | undefined): void {
  if (fault) throw notValid(field, fault);
}

type Assemble = (scope: Scope, vars: TemplateVariables) => Rendered;

function compiled(
  source: TemplateSource,
  parts: Part[],
  shows: (scope: Scope) => boolean,
  assemble: Assemble,
): CompiledTemplate {
  const all = parts.flatMap((part) => part.liquid);
  const valuesOf = (vars: TemplateVariables, strict: boolean): object =>
    withRoots(vars, mustBeKnown(source) ? { strict } : null);
  return {
    variables: engines.text
      .globalFullVariablesSync(all)
      .filter((path) => path !== 'organization.imprint'),
    unconditional(vars) {
      const said = parts.map((part) =>
        part.always({ values: valuesOf(vars, false), strictVariables: false }),
      );
      const last = said.at(-1) ?? '';
      return parts.length > 1 ? { text: '', html: last } : { text: gsmText(last) };
    },
    shows: (vars) => shows({ values: valuesOf(vars, false), strictVariables: false }),
    missing: (vars) => missingPaths(all, valuesOf(vars, true)),
    render(vars, options) {
      const strictVariables = !options?.allowMissing;
      const values = valuesOf(vars, strictVariables);
      try {
        const said = assemble({ values, strictVariables }, vars);
        const wrong = strictVariables ? undefined : badNumber(all, valuesOf(vars, true));
        if (wrong) throw notValid('body', wrong);
        const fault = options?.unbounded
          ? undefined
          : outOfBounds(source, said, vars.organization?.max_segments, options);
        if (fault) throw notValid(fault.path, fault.message);
        const mayBeEmpty = options?.unbounded || options?.mayBeEmpty;
        // A missing value has an error of its own.
        if (
          !mayBeEmpty &&
          !shows({ values, strictVariables }) &&
          !missingPaths(all, values).length
        ) {
          throw notValid('body', NOTHING_TO_SEE);
        }
        return said;
      } catch (error) {
        // What a block with a fault would have captured is not missing.
        const missing = strictVariables && !isFault(error) ? missingPaths(all, values) : [];
        if (missing.length) throw valuesMissing(source, missing);
        throw error instanceof AppError
          ? error
          : notValid('body', templateError(error, source.body));
      }
    },
  };
}

const MISSING = 'The template needs values that are missing';

const valuesMissing = (source: TemplateSource, paths: readonly string[]): AppError =>
  new AppError('invalid', MISSING, {
    errors: paths.map((path) => ({
      path: whereGiven(source, path),
      message: missingWords(source, path),
    })),
  });

/** Returns where a missing value would be given: a bare name is the caller's own value, or the contact's. */
function whereGiven({ category }: TemplateSource, path: string): string {
  const root = /^[^.[]+/.exec(path)?.[0] ?? path;
  const roots: readonly string[] = ['variables', ...filledIn(category), 'purpose'];
  if (roots.includes(root)) return path;
  return CONTACT_VALUES.includes(root) ? `contact.${path}` : `variables.${path}`;
}

/** Whether a text failed because of what it writes, and not for want of a value. */
const isFault = (error: unknown): boolean =>
  error instanceof AppError &&
  (error.detail.errors ?? []).some(({ message }) =>
    [NO_NUMBER, NO_CHARACTER].some((words) => message.startsWith(words)),
  );

/** Returns whether rendering failed because of a missing value; otherwise the template itself is at fault. */
export const isMissingValue = (error: AppError): boolean => error.message === MISSING;

/**
 * Whether a value that the recipient lacks may not be printed: the author gives a default for it. A question, a
 * confirmation or a reminder goes out in any case, with an empty text there.
 */
const mustBeKnown = ({ category }: TemplateSource): boolean =>
  category === 'transactional' || category === 'promotional';

/**
 * Adds every root, so that a missing value is reported with its whole path. A bare name is short for a value of the
 * caller or the contact: `{{ order }}` is `{{ variables.order }}`, `{{ first_name }}` the contact's.
 * @param absent how values without content are printed; null: as an empty text
 */
const withRoots = (vars: TemplateVariables, absent: { strict: boolean } | null): object => {
  const { name = '', address = '', color = '#0b6e4f', logo = '' } = vars.organization ?? {};
  const contact = absent ? contactValues(vars.contact ?? {}, absent.strict) : vars.contact;
  const variables = absent ? ownValues(vars.variables ?? {}, absent.strict) : vars.variables;
  return {
    ...contact,
    ...variables,
    ...vars,
    contact: { fields: {}, ...contact },
    // `imprint` is only for the layout.
    organization: { name, color, address, logo, imprint: imprintOf(name, address) },
    purpose: { ...vars.purpose },
    variables: { ...variables },
  };
};

/** Joins name and postal address to one line with separators, since HTML would run the address's lines together. */
const imprintOf = (name: string, address: string): string =>
  [name, ...address.split(/\s*\n\s*/)].filter(Boolean).join(' · ');

/** A subject is one header line: no line break may start another. */
const oneLine = (value: string): string => value.normalize('NFC').replace(/[\s\p{Cc}]+/gu, ' ').trim(); // prettier-ignore

const tidy = (value: string): string => value.replace(/\n{3,}/g, '\n\n').trim();
