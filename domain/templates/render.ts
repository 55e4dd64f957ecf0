import type { Template } from 'liquidjs';
import { AppError } from '#lib/errors.ts';
import type { Rendered, TemplateSource, TemplateVariables } from './contract.ts';
import { engines, missingPaths, templateError } from './engine.ts';
import { bodyHtml, mailPage } from './layout.ts';
import { textOf, textTemplate } from './text-part.ts';

/** A template read once, to be filled for each recipient. */
export type CompiledTemplate = {
  /** Paths the template names, e.g. `contact.first_name`; those of the mail's layout included. */
  variables: string[];
  /** Paths a render with these values would miss: empty means it will succeed. */
  missing(vars: TemplateVariables): string[];
  /**
   * Fills the template.
   * @param options.allowMissing leaves what is missing empty: for previews, never for sending
   * @throws AppError invalid, naming the path of each missing variable
   */
  render(vars: TemplateVariables, options?: { allowMissing: boolean }): Rendered;
};

/**
 * Reads a template. Mails: HTML in the organisation's layout with every value escaped, and a text part
 * made from it. Texts: NFC, so that é costs one GSM-7 character instead of a UCS-2 message.
 * @throws AppError invalid when the text is not valid Liquid
 */
export function compileTemplate(source: TemplateSource): CompiledTemplate {
  if (source.channel === 'sms') {
    const body = parse('text', source.body, 'body');
    return compiled([body], (fill) => ({ text: fill('text', body).normalize('NFC').trim() }));
  }
  const page = mailPage(bodyHtml(source.body), source.language ?? 'en');
  const subject = parse('text', source.subject ?? '', 'subject');
  const html = parse('html', page, 'body');
  const textSource = textTemplate(page);
  const text = textSource === null ? null : parse('text', textSource, 'body');
  return compiled([subject, html], (fill) => {
    const filled = fill('html', html);
    return {
      subject: oneLine(fill('text', subject)),
      html: filled,
      text: text ? tidy(fill('text', text)) : textOf(filled),
    };
  });
}

type Fill = (engine: 'html' | 'text', part: Template[]) => string;

function compiled(parts: Template[][], assemble: (fill: Fill) => Rendered): CompiledTemplate {
  const all = parts.flat();
  return {
    variables: engines.text.globalFullVariablesSync(all),
    missing: (vars) => missingPaths(all, withRoots(vars)),
    render(vars, options) {
      const scope = withRoots(vars);
      const strictVariables = !options?.allowMissing;
      try {
        return assemble((engine, part) =>
          String(engines[engine].renderSync(part, scope, { strictVariables })),
        );
      } catch (error) {
        const missing = strictVariables ? missingPaths(all, scope) : [];
        if (!missing.length) throw notValid('body', templateError(error));
        throw new AppError('invalid', 'The template needs values that are missing', {
          errors: missing.map((path) => ({ path, message: 'is used by the template but missing' })),
        });
      }
    },
  };
}

function parse(engine: 'html' | 'text', source: string, field: string): Template[] {
  try {
    return engines[engine].parse(source);
  } catch (error) {
    throw notValid(field, templateError(error));
  }
}

const notValid = (path: string, message: string): AppError =>
  new AppError('invalid', 'The template cannot be read', { errors: [{ path, message }] });

/**
 * Every root is there, so that a miss is named by its whole path. A bare name is short for a value of the
 * caller's, or of the contact: `{{ order }}` is `{{ variables.order }}`, `{{ first_name }}` the contact's.
 */
const withRoots = (vars: TemplateVariables): object => ({
  ...vars.contact,
  ...vars.variables,
  ...vars,
  contact: { fields: {}, ...vars.contact },
  organization: { name: '', color: '#0b6e4f', address: '', ...vars.organization },
  purpose: { ...vars.purpose },
  variables: { ...vars.variables },
});

/** A subject is one header line: no line break may start another. */
const oneLine = (value: string): string => value.normalize('NFC').replace(/[\s\p{Cc}]+/gu, ' ').trim(); // prettier-ignore

const tidy = (value: string): string => value.replace(/\n{3,}/g, '\n\n').trim();
