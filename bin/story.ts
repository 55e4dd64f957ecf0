import { readFile } from 'node:fs/promises';
import { storyClient, type StoryClient } from './story/client.ts';

/*
 * Plays a short story once on an empty data folder, through the public API like a client: people are imported, verify
 * and opt in, one withdraws, a campaign of some hundreds goes out. Afterwards every page shows real data.
 */
export async function playStory(
  at: { url: string; apiKey: string },
  tell: (line: string) => void,
): Promise<void> {
  const client = storyClient(at);
  tell('');
  tell(
    'A short story through the API, so that there is something to look at (leave it out with --no-story):',
  );
  try {
    await importPeople(client, tell);
    await verifySomebody(client, tell);
    const sam = await optInByText(client, tell);
    await sendToThree(client, tell, sam);
    await campaign(client, tell);
    await askAssistant(client, tell);
    tell('That was it. All of it is in the pages now.');
  } catch (error) {
    // Assent works without the story.
    tell(`  The story stopped early: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const EXAMPLE = new URL('../docs/examples/contacts.csv', import.meta.url);
/** Rows of the 10,000: enough to see something, few enough for the first minute. */
const STORY_ROWS = 900;

async function importPeople(client: StoryClient, tell: (line: string) => void): Promise<void> {
  const lines = (await readFile(EXAMPLE, 'utf8')).split('\r\n');
  const form = new FormData();
  form.set('file', new Blob([lines.slice(0, STORY_ROWS + 1).join('\r\n')]), 'autumn-fair.csv');
  form.set(
    'consent',
    JSON.stringify({
      channel: 'email',
      purpose: 'marketing',
      source: 'paper',
      wording:
        'Yes, please send me news and offers by e-mail. (Form at the autumn fair, box ticked by hand)',
      evidence: { captured_at: '2026-10-03T11:00:00Z', event: 'Autumn fair, stand 12' },
    }),
  );
  const { id } = await client.post<{ id: string }>('/contacts/imports', form);
  const report = await client.until(
    () => client.get<ImportReport>(`/contacts/imports/${id}`),
    (r) => r.status !== 'running',
  );
  tell(
    `  1. Imported a contact file: ${report.total} rows, ${report.created} new people, ` +
      `${report.updated} seen before, ${report.failed} bad rows kept aside with their reasons.`,
  );
}
type ImportReport = {
  status: string;
  total: number;
  created: number;
  updated: number;
  failed: number;
};

async function verifySomebody(client: StoryClient, tell: (line: string) => void): Promise<void> {
  const to = 'amina@example.com';
  const { id } = await client.post<{ id: string }>('/verifications', { channel: 'email', to });
  const code = await client.code(to);
  await client.post(`/verifications/${id}/check`, {
    code: code === '00000000' ? '11111111' : '00000000',
  });
  const done = await client.post<{ status: string }>(`/verifications/${id}/check`, { code });
  tell(
    `  2. Amina proves her e-mail address: a wrong code first, then the right one: ${done.status}.`,
  );
}

async function optInByText(client: StoryClient, tell: (line: string) => void): Promise<Person> {
  const sam = { phone: '+19195550147', name: 'Sam Rivera' };
  const contact = await client.post<{ id: string }>('/contacts', {
    ...sam,
    email: 'sam.rivera@example.com',
    tags: ['vip'],
  });
  const asked = await client.post<{ verification_id: string }>('/consents/opt-in', {
    contact_id: contact.id,
    channel: 'sms',
    purpose: 'marketing',
    source: 'web_form',
    wording: 'Yes, text me news and offers. Msg & data rates may apply. Reply STOP to end.',
    evidence: { form_url: 'https://shop.example.com/join', ip: '192.0.2.44' },
  });
  await client.post(`/verifications/${asked.verification_id}/check`, {
    code: await client.code(sam.phone),
  });
  tell('  3. Sam opts in by text: asked, code from the phone, granted with its evidence.');
  return { id: contact.id, phone: sam.phone };
}
type Person = { id: string; phone: string };

async function sendToThree(
  client: StoryClient,
  tell: (line: string) => void,
  sam: Person,
): Promise<void> {
  const kim = '+19195550152';
  await client.post('/consents/opt-out', { phone: kim, channel: 'sms', source: 'verbal' });
  const outcomes: string[] = [];
  for (const to of [{ contact_id: sam.id }, { phone: '+19195550161' }, { phone: kim }]) {
    const { decision } = await client.post<{
      decision: { outcome: string; reason: string | null };
    }>('/messages/send_with_consent', {
      ...to,
      channel: 'sms',
      purpose: 'marketing',
      variables: { message: 'Our winter list is here.' },
      if_no_consent: 'request',
    });
    outcomes.push(
      decision.reason
        ? `${decision.outcome} (${decision.reason.replaceAll('_', ' ')})`
        : decision.outcome,
    );
  }
  tell(`  4. One message to three people: ${outcomes.join('; ')}.`);
}

async function campaign(client: StoryClient, tell: (line: string) => void): Promise<void> {
  const chosen = await client.get<{ data: { template: { id: string } }[] }>(
    '/templates/selection?channel=email&category=promotional',
  );
  const people = await client.get<{ data: { id: string; email: string | null; tags: string[] }[] }>(
    '/contacts?tag=newsletter&has_email=true&limit=1&reveal=true',
  );
  const leaver = people.data[0];
  if (leaver?.email) {
    await client.post('/consents/opt-out', {
      contact_id: leaver.id,
      channel: 'email',
      source: 'preference_centre',
    });
    tell('  5. One reader withdraws before the letter goes out.');
  }
  const made = await client.post<{ id: string }>('/campaigns', {
    name: 'Autumn letter',
    channel: 'email',
    purpose: 'marketing',
    template_id: chosen.data[0]?.template.id,
    variables: { subject: 'The autumn letter', message: LETTER },
    audience: { tags: ['newsletter'] },
  });
  const audience = await client.get<{ included: number; excluded: number }>(
    `/campaigns/${made.id}/audience`,
  );
  await client.post(`/campaigns/${made.id}/schedule`, {});
  const end = await client.until(
    () => client.get<Progress>(`/campaigns/${made.id}/progress`),
    (p) => p.status === 'sent' || p.status === 'failed',
  );
  tell(
    `  6. A campaign to everybody with the tag "newsletter": ${audience.included} may get it, ` +
      `${audience.excluded} may not; ${end.sent} sent, ${end.uncertain} uncertain, ${end.failed} failed.`,
  );
}
type Progress = { status: string; sent: number; uncertain: number; failed: number };

async function askAssistant(client: StoryClient, tell: (line: string) => void): Promise<void> {
  const { id } = await client.post<{ id: string }>('/assistant/conversations', {});
  const answer = await client.post<{
    content: string;
    sources: { title: string }[];
    usage: { input: number; output: number } | null;
  }>(`/assistant/conversations/${id}/messages`, {
    content: 'Who was left out of the last campaign, and why?',
  });
  const line = answer.content.replaceAll(/\s+/g, ' ');
  const said = line.length > 220 ? `${line.slice(0, 220)} …` : line;
  const looked = answer.sources.map(({ title }) => title.toLowerCase()).join(', ');
  const tokens = answer.usage ? ` (${answer.usage.input + answer.usage.output} tokens)` : '';
  tell(
    `  7. Asked who was left out, the assistant looks at ${looked || 'nothing'} and says${tokens}: “${said}”`,
  );
}

const LETTER = `the leaves turn, and so does our programme: three evenings in November, a market in December, and a reading for children every Saturday.

We look forward to seeing you.`;
