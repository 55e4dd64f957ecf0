import { addressToWriteTo } from '../consent/consent-address.ts';
import { purposeNameIn } from '../purposes/purpose-words.ts';
import type { Rendered, TemplateSource } from '../templates/contract.ts';
import { optOutWords } from '../templates/provided/sms.ts';
import { compileTemplate } from '../templates/render.ts';
import type { MessageValues } from '../templates/values.contract.ts';
import { contactVariables, strangerVariables } from '../templates/variables.ts';
import { messageLinks } from '../signed-links/links.ts';
import { CONTACT_VALUES, type ContactValue } from './claim-sql.ts';
import type { Claimed } from './claim.ts';
import type { SendPlan } from './plan.ts';
import { trackLinks } from './track-links.ts';

export type Composed = Rendered & { to: string; unsubscribeUrl: string };
export type Composer = {
  compose(row: Claimed): Composed;
  /** Contact values that the text uses: nothing else has to be read and decrypted. */
  needs: readonly ContactValue[];
};

/**
 * Prepares a campaign's text once; the returned function writes it for one recipient. In mails, links lead through
 * the click counter and a pixel counts the opening; the unsubscribe link is not changed.
 * @throws AppError invalid when the recipient lacks a value the text needs
 */
export function createComposer(plan: SendPlan, tenantId: string): Composer {
  const { keys, publicUrl } = plan;
  const writers = new Map([...plan.texts].map(([id, text]) => [id, prepared(plan, text)]));
  const compose = (row: Claimed): Composed => {
    const writer = writers.get(row.template_version_id ?? '');
    if (!writer) throw new Error('a recipient’s text is not one of the campaign’s');
    const links = messageLinks(publicUrl, keys, { tenantId, messageId: row.id });
    const values: MessageValues = {
      ...writer.shared,
      contact: row.contact_id
        ? contactVariables(keys, { ...row, id: row.contact_id, tenant_id: tenantId })
        : strangerVariables(),
      unsubscribe_url: links.unsubscribe,
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
      unsubscribeUrl: links.unsubscribe,
    };
  };
  const names = [...writers.values()].flatMap((writer) => writer.template.variables);
  return { compose, needs: neededValues(names) };
}

/** A text in one language, compiled once. */
function prepared(plan: SendPlan, text: TemplateSource) {
  const targets: string[] = [];
  const template = compileTemplate(text, { page: (html) => trackLinks(html, targets) });
  return {
    template,
    targets,
    // Signed only where it is used. A path with brackets may name anything.
    showsPreferences: template.variables.some(
      (path) => path === 'preferences_url' || path.includes('['),
    ),
    shared: {
      organization: plan.organization,
      purpose: { name: purposeNameIn(plan.purpose, text.language) },
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
