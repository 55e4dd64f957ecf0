import dns2 from 'dns2';
import type { ExecutionContext } from 'ava';
import { createDns } from '#providers/dns.ts';

/** The longest part of a TXT record (RFC 1035 §3.3). */
const PIECE = 255;

/** Starts a local name server that is asked over the network. `records` has its data: `TXT name` → texts. */
export async function localDns(t: ExecutionContext) {
  const records = new Map<string, string[]>();
  let down = false;
  const server = dns2.createServer({
    udp: true,
    handle: (request, send) => {
      const response = dns2.Packet.createResponseFromRequest(request);
      const [question] = request.questions;
      const name = question?.name ?? '';
      const type = question?.type === dns2.Packet.TYPE.MX ? 'MX' : 'TXT';
      if (down) response.header.rcode = 2;
      else {
        for (const data of records.get(`${type} ${name.toLowerCase()}`) ?? []) {
          const found = new dns2.Packet.Resource(name, question?.type, dns2.Packet.CLASS.IN, 0);
          const pieces = data.match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? [''];
          response.answers.push(
            Object.assign(
              found,
              type === 'MX' ? { exchange: data, priority: 10 } : { data: pieces },
            ),
          );
        }
      }
      send(response);
    },
  });
  const { udp } = await server.listen({ udp: { port: 0, address: '127.0.0.1' } });
  t.teardown(() => server.close());
  if (!udp) throw new Error('no port');
  return {
    dns: createDns(`127.0.0.1:${udp.port}`),
    put: (type: 'TXT' | 'MX', name: string, ...values: string[]) =>
      records.set(`${type} ${name}`, values),
    /** Makes the server fail from now on. */
    fail: (fails: boolean) => {
      down = fails;
    },
  };
}
