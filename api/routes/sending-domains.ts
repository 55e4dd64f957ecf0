import { z } from 'zod';
import { checkSendingDomain } from '#domain/senders/check.ts';
import { dnsRecord, newSendingDomain } from '#domain/senders/contract.ts';
import {
  addSendingDomain,
  getSendingDomain,
  listSendingDomains,
  removeSendingDomain,
} from '#domain/senders/domains.ts';
import { operation } from '../operation.ts';
import { byId, id, timestamp } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const sendingDomain = z
  .object({
    id,
    domain: z.string(),
    selector: z.string().describe('of the DKIM key'),
    proved: z.boolean().describe('whether mails may come from addresses of this domain'),
    proved_at: timestamp.nullable(),
    proved_by: z.enum(['ownership', 'dkim']).nullable(),
    signed: z.boolean().describe('whether mails from this domain are signed'),
    checked_at: timestamp.nullable(),
    records: z.array(dnsRecord),
    created_at: timestamp,
  })
  .meta({ id: 'SendingDomain', ...needs('organization:read') });

export const sendingDomains = {
  list: operation({
    method: 'get',
    path: '/sending-domains',
    summary: 'Domains that mails may come from, with the DNS records each needs',
    permission: 'organization:read',
    output: z.object({ data: z.array(sendingDomain) }),
    handler: async (services, ctx) => ({ data: await listSendingDomains(services, ctx) }),
  }),
  create: operation({
    method: 'post',
    path: '/sending-domains',
    summary: 'Add a domain; a key that signs its mails is made',
    permission: 'organization:write',
    body: newSendingDomain,
    output: sendingDomain,
    status: 201,
    idempotent: true,
    handler: (services, ctx, { body }) => addSendingDomain(services, ctx, body),
  }),
  get: operation({
    method: 'get',
    path: '/sending-domains/{id}',
    summary: 'A domain, its DNS records, and what the last check found',
    permission: 'organization:read',
    params: byId,
    output: sendingDomain,
    handler: (services, ctx, { params }) => getSendingDomain(services, ctx, params.id),
  }),
  check: operation({
    method: 'post',
    path: '/sending-domains/{id}/check',
    summary: 'Look up its DNS records now',
    permission: 'organization:write',
    params: byId,
    output: sendingDomain,
    handler: (services, ctx, { params }) => checkSendingDomain(services, ctx, params.id),
  }),
  delete: operation({
    method: 'delete',
    path: '/sending-domains/{id}',
    summary: 'Remove a domain and its key',
    permission: 'organization:write',
    params: byId,
    handler: (services, ctx, { params }) => removeSendingDomain(services, ctx, params.id),
  }),
};
