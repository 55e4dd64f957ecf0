import { join } from 'node:path';
import type { Config } from '#lib/config.ts';
import type { Demo } from './seed.ts';

/** Returns the table that a new user needs: where to look, and how to sign in. */
export function welcome(config: Config, demo: Demo): string {
  const url = config.publicUrl;
  const rows: [string, string][] = [
    ['Assent', url],
    ['  sign in as', `${demo.email}   password ${demo.password}`],
    ['  API key', demo.apiKey],
    ['API reference', `${url}/docs`],
    ['Inbox (mail, SMS)', `${url}/inbox`],
    ['Assistant', modelIn(config)],
    ['Temporal Web', config.temporalUiUrl ?? ''],
    ['Health', `${url}/health`],
    ['Data, logs', `${config.ASSENT_DATA_DIR}, ${join(config.ASSENT_DATA_DIR, 'logs')}`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}${value}`);
  const rule = '─'.repeat(Math.min(100, Math.max(...lines.map((line) => line.length)) + 2));
  return [
    '',
    rule,
    ...lines,
    rule,
    '  Ctrl-C stops everything; npm start finds it as it was.',
    '',
  ].join('\n');
}

/** Says which language model answers. */
function modelIn({ assistant }: Config): string {
  if (!assistant) return 'off';
  if (assistant.standIn) return 'a stand-in; OPENAI_API_KEY or OPENAI_BASE_URL names a real one';
  return `${assistant.model} at ${new URL(assistant.baseUrl).host}`;
}
