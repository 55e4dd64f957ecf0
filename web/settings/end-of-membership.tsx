import { ConfirmForm } from '../forms/confirm-form.tsx';
import { Quiet } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';

/** Names keys: “Shop”, “CRM” and 3 others. */
function named(keys: readonly string[]): string {
  const first = keys.slice(0, 3).map((name) => `“${name}”`);
  const more = keys.length - first.length;
  return [first.join(', '), ...(more ? [`${more} others`] : [])].join(' and ');
}

/**
 * Says what becomes of the API keys of a member who goes.
 * @param keys their names; null: the reader may not see them
 */
function keysEnd(whose: 'Your' | 'Their', keys: readonly string[] | null): string {
  if (keys?.length === 0) return `${whose === 'Your' ? 'You have' : 'They have'} no API keys.`;
  const which = keys ? ` (${named(keys)})` : '';
  return `${whose} own API keys${which} are deleted, and programs that use them are refused at once. Keys of the organization stay.`;
}

type Props = { keys: readonly string[] | null; why: string | null };

/** Lets a member leave, or says why they cannot. */
export function Leave({ keys, why }: Props) {
  return (
    <Section title="Leave this organization" lead="You lose access at once.">
      {why ? (
        <Quiet>You cannot leave now. {why}.</Quiet>
      ) : (
        <ConfirmForm
          intent="leave"
          ask="Leave"
          title="Leave this organization?"
          act="Yes, leave"
          words={`You can come back only if you are invited again. ${keysEnd('Your', keys)}`}
        />
      )}
    </Section>
  );
}

/** Removes a member, or says why they cannot be removed. */
export function Remove({ name, keys, why }: Props & { name: string }) {
  return (
    <Section title="Remove" lead="The membership ends. What they did stays in the audit log.">
      {why ? (
        <Quiet>{why}.</Quiet>
      ) : (
        <ConfirmForm
          intent="remove"
          ask="Remove"
          title={`Remove ${name} from the organization?`}
          act="Yes, remove them"
          words={`They lose access with their next click. ${keysEnd('Their', keys)}`}
        />
      )}
    </Section>
  );
}

/** Deactivates or reactivates a member, or says why that is not possible. */
export function Access({
  name,
  active,
  why,
}: {
  name: string;
  active: boolean;
  why: string | null;
}) {
  if (active) {
    return (
      <Section
        title="Deactivate"
        lead="For a time: they keep their role and their keys, but are not let in."
      >
        {why ? (
          <Quiet>{why}.</Quiet>
        ) : (
          <ConfirmForm
            intent="deactivate"
            ask="Deactivate"
            title={`Deactivate ${name}?`}
            act="Yes, deactivate"
            words="They are refused with their next click, and their own API keys are refused too, until somebody reactivates them. Nothing is deleted."
          />
        )}
      </Section>
    );
  }
  return (
    <Section title="Reactivate" lead="They are let in again with the role and the keys they had.">
      {why ? (
        <Quiet>{why}.</Quiet>
      ) : (
        <ConfirmForm
          intent="reactivate"
          ask="Reactivate"
          title={`Let ${name} in again?`}
          act="Yes, reactivate"
          words="Their sessions and their own API keys work again at once."
        />
      )}
    </Section>
  );
}
