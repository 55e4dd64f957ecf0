import type { PageSession } from '../../api/client-types.ts';
import { PROVIDER_KINDS } from '../../domain/assistant/contract.ts';
import { typedNumber } from '../../lib/typed-number.ts';
import type { Forms } from './declared.server.ts';
import { chosen, number, text } from './fields.server.ts';

type Api = PageSession['api'];
type Quota = Parameters<Api['assistant']['putQuota']>[0]['body'];
type Provider = Parameters<Api['assistant']['putProvider']>[0]['body'];

const LIMITS = ['soft', 'hard', 'per_user', 'per_conversation'] as const;

/** The forms of the assistant's settings. */
export const ASSISTANT_FORMS: Forms = {
  quota: [
    'version',
    ...LIMITS.flatMap((of) => [`${of}.cost`, `${of}.tokens`]),
    'max_answer_tokens',
  ],
  provider: ['version', 'kind', 'base_url', 'model', 'provider_key'],
  remove_provider: [],
  prompt: ['version', 'knowledge'],
};

/** Does what a form of the settings asks for. */
export async function changeAssistant(api: Api, form: FormData): Promise<void> {
  const intent = text(form, 'intent');
  const ifMatch = typedNumber(text(form, 'version'));
  if (intent === 'quota') await api.assistant.putQuota({ body: quotaIn(form), ifMatch });
  else if (intent === 'provider') {
    await api.assistant.putProvider({ body: providerIn(form), ifMatch });
  } else if (intent === 'prompt') {
    const body = { knowledge: text(form, 'knowledge') ?? '' };
    await api.assistantConversations.putPrompt({ body, ifMatch });
  } else await api.assistant.removeProvider({});
}

/** An empty field means no limit. */
function quotaIn(form: FormData): Quota {
  const limit = (of: (typeof LIMITS)[number]) => ({
    tokens: number(form, `${of}.tokens`),
    cost: text(form, `${of}.cost`)?.trim() ?? null,
  });
  return {
    soft: limit('soft'),
    hard: limit('hard'),
    per_user: limit('per_user'),
    per_conversation: limit('per_conversation'),
    max_answer_tokens: typedNumber(text(form, 'max_answer_tokens')),
  };
}

/** An empty key keeps the stored one, unless its box says that there is none. */
function providerIn(form: FormData): Provider {
  const key = form.has('no_key') ? null : text(form, 'provider_key');
  return {
    kind: chosen(form, 'kind', PROVIDER_KINDS),
    base_url: text(form, 'base_url')?.trim() ?? '',
    model: text(form, 'model') ?? '',
    ...(key === undefined ? {} : { key }),
  };
}
