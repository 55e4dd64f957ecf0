import test from 'ava';
import { quotaInput } from '#domain/assistant/contract.ts';
import { reserve } from '#domain/assistant/ledger/reserve.ts';
import { settleCall } from '#domain/assistant/ledger/settle.ts';
import { noteTold, softLimitNotice } from '#domain/assistant/notice.ts';
import { putQuota } from '#domain/assistant/quota/quota.ts';
import { requestedCall } from '../../_support/assistant.ts';
import { testContext, testServices } from '../../_support/services.ts';

const none = { tokens: null, cost: null };
const estimate = {
  tokens: 2_000,
  micros: 2_000,
  prompt: 1_000,
  provider: 'openai',
  model: 'm',
} as const;
const used = { input: 1_030, cachedInput: 10, output: 20, micros: 700, reported: true };

test('owners are told what is reached, what happens now, and where to change it; once', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const noticeAt = async (hard: object, soft: object = { tokens: 1_000, cost: '5.00' }) => {
    await putQuota(
      services,
      ctx,
      quotaInput.parse({
        soft,
        hard,
        per_user: none,
        per_conversation: none,
        max_answer_tokens: 100,
      }),
    );
    return softLimitNotice(services, ctx, id);
  };
  const id = await requestedCall(services, ctx);
  t.is(await noticeAt(none), null);
  await reserve(services, ctx, id, estimate);
  await settleCall(services, ctx, id, { used, failure: null });

  const { words } = (await noticeAt({ tokens: 2_000_000, cost: null })) ?? {};
  t.regex(words?.subject ?? '', /^The assistant of .+ has reached its first limit for \w+ \d{4}$/);
  t.regex(
    words?.text ?? '',
    /has reached 1,000 tokens in \w+ \d{4}, the point at which owners are told\. So far it has used 1,050 tokens for 0\.0007 US dollars\./,
  );
  t.regex(
    words?.text ?? '',
    /Nothing stops now\. It goes on answering until it has used 2,000,000 tokens;/,
  );
  t.regex(words?.text ?? '', /Change the limits:\nhttps?:\S+\/settings\/assistant\n/);
  t.regex(words?.html ?? '', /<a href="https?:[^"<>]+\/settings\/assistant">/);
  t.regex((await noticeAt(none))?.words.text ?? '', /no limit is set at which it stops/);
  t.regex(
    (await noticeAt({ tokens: null, cost: '12000.5' }))?.words.text ?? '',
    /until it has used 12,000\.50 US dollars;/,
  );
  t.regex(
    (await noticeAt({ tokens: 1_020, cost: null }))?.words.text ?? '',
    /Its limit of 1,020 tokens is reached, too: it answers no more questions until/,
  );
  // Somebody has changed the limit before the mail was written.
  for (const soft of [none, { tokens: 2_000, cost: null }]) {
    t.regex(
      (await noticeAt(none, soft))?.words.text ?? '',
      /has reached the point in \w+ \d{4} at which owners are told; that point was changed since\. So far/,
    );
  }

  await noteTold(services, ctx, id);
  t.is(await softLimitNotice(services, ctx, id), null);
});
