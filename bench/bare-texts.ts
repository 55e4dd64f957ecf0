import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import pMap from 'p-map';
import type { Bare } from './bare.ts';
import { phoneOf } from './audience.ts';

/** As many at once as four lanes of a campaign. */
const AT_ONCE = 100;

/** The baseline of bench:sms: posts the same form over connections that stay open, and does nothing else. */
export async function runBareTexts(url: string, count: number, body: string): Promise<Bare> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const cpu = process.cpuUsage();
  const began = performance.now();
  await pMap(
    Array.from({ length: count }, (_, i) => phoneOf(i)),
    (to) => post(url, agent, to, body),
    {
      concurrency: AT_ONCE,
    },
  );
  const seconds = (performance.now() - began) / 1000;
  const used = process.cpuUsage(cpu);
  agent.destroy();
  return {
    name: 'http',
    perSecond: count / seconds,
    cpuSecondsPer10k: ((used.user + used.system) / 1e6 / count) * 10_000,
  };
}

async function post(url: string, agent: Agent, to: string, body: string): Promise<void> {
  const form = new URLSearchParams({ To: to, From: '+15005550006', Body: body }).toString();
  const answered = new Promise<string>((done, fail) => {
    const sent = request(
      `${url}/2010-04-01/Accounts/AC/Messages.json`,
      { method: 'POST', agent, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      (response) => void text(response).then(done, fail),
    );
    sent.on('error', fail);
    sent.end(form);
  });
  if (!(await answered).includes('sid')) throw new Error('a text was not taken');
}
