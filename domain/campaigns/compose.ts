import { addressToWriteTo } from '../consent/consent-address.ts';
import { purposeNameIn } from '../purposes/purpose-words.ts';
import type { Rendered, TemplateSource } from '../templates/contract.ts';
import { optOutWords } from '../templates/provided/sms.ts';
import { compileTemplate } from '../templates/render.ts';
import type { MessageValues } from '../templates/values.contract.ts';
import { contactVariables, strangerVariables } from '../templates/variables.ts';
import { messageLinks } from '../signed-links/links.ts';
import { CONTACT_VALUES, type ContactValue, type Needed } from './claim-sql.ts';
import type { Claimed } from './claim.ts';
import type { SendPlan } from './plan.ts';
import { trackLinks } from './track-links.ts';

export type Composed = Rendered & { to: string; unsubscribeUrl: string };
export type Composer = {
  compose(row: Claimed): Composed;
  /** What the text depends on: nothing else has to be read and decrypted. */
  needs: readonly Needed[];
};

/**
 * Prepares a campaign's text once; the returned function writes it for one recipient. In mails, links lead through
 * the click counter and a pixel counts the opening; the unsubscribe link is not changed.
 * @param options.counted false: links as the author wrote them, and no pixel; for a copy that nobody was sent
 * @throws AppError invalid when the recipient lacks a value the text needs
 */
export function createComposer(
  plan: SendPlan,
  tenantId: string,
  { counted = true }: { counted?: boolean } = {},
): Composer {
  const { keys, publicUrl } = plan;
  const writers = new Map([...plan.texts].map(([id, text]) => [id, prepared(plan, text, counted)]));
  const compose = (row: Claimed): Composed => {
    const writer = writers.get(row.template_version_id ?? '');
    if (!writer) throw new Error('a recipient’s text is not one of the campaign’s');
    const links = messageLinks(publicUrl, keys, { tenantId, messageId: row.id });
    const unsubscribeUrl = writer.showsUnsubscribe ? links.unsubscribe() : '';
    const values: MessageValues = {
      ...writer.shared,
      purpose: writer.purposeOf(row.purpose_version),
      contact: row.contact_id
        ? contactVariables(keys, { ...row, id: row.contact_id, tenant_id: tenantId })
        : strangerVariables(),
      unsubscribe_url: unsubscribeUrl,
      preferences_url: writer.showsPreferences ? links.preferences() : '',
      tracked: plan.channel === 'sms' ? {} : tracked(links, writer.targets),
    };
    return {
      ...writer.template.render(values),
      to: addressToWriteTo(keys, {
        tenant_id: tenantId,
        id: row.consent_id,
        address_enc: row.address_enc,
      }),
      unsubscribeUrl,
    };
  };
  const names = [...writers.values()].flatMap((writer) => writer.template.variables);
  const values = neededValues(names);
  const named = plan.purpose.versions.size > 1 && names.some((path) => path.startsWith('purpose'));
  return { compose, needs: named ? [...values, 'purpose_version'] : values };
}

/** A text in one language, compiled once. */
function prepared(plan: SendPlan, text: TemplateSource, counted: boolean) {
  const targets: string[] = [];
  const template = compileTemplate(
    text,
    counted ? { page: (html) => trackLinks(html, targets) } : {},
  );
  // A path with brackets may name anything.
  const shows = (name: string): boolean =>
    template.variables.some((path) => path === name || path.includes('['));
  return {
    template,
    targets,
    purposeOf: (version: number | null) => {
      const agreed = plan.purpose.versions.get(version ?? 0) ?? plan.purpose.approved;
      return { name: purposeNameIn(agreed, text.language) };
    },
    // Signed only where it is used. A mail has it in its header, too.
    showsUnsubscribe: plan.channel === 'email' || shows('unsubscribe_url'),
    showsPreferences: shows('preferences_url'),
    shared: {
      organization: plan.organization,
      opt_out: optOutWords(text.language),
      variables: plan.variables,
    },
  };
}

/**
 * Returns the contact values that paths use: `contact.first_name`, or `first_name` alone; `contact` alone, or
 * `contact[…]`, may mean any of them.
 */
function neededValues(paths: readonly string[]): readonly ContactValue[] {
  if (paths.some((path) => /^contact(\[|$)/.test(path))) return CONTACT_VALUES;
  const names = new Set(
    paths.map((path) => /^(?:contact\.)?(\w+)/.exec(path)?.[1]?.replace('first_name', 'name')),
  );
  return CONTACT_VALUES.filter((value) => names.has(value));
}

function tracked(
  links: Pick<ReturnType<typeof messageLinks>, 'click' | 'open'>,
  targets: readonly string[],
): Record<string, string> {
  const clicks = targets.map((target, i) => [`l${i}`, links.click(target)]);
  return { ...Object.fromEntries(clicks), open: links.open() };
}
