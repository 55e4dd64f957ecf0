import { z } from 'zod';
import {
  apiKeyView,
  createApiKeyInput,
  factorsView,
  memberFilter,
  memberPatch,
  newApiKeyView,
  newOrganization,
  organizationPatch,
  organizationView,
  ownOrganizationView,
  sessionView,
  userPatch,
  userView,
} from '#domain/identity/contract.ts';
import { getTenant } from '#domain/tenancy/read.ts';
import { ownAddresses, proveOwnAddress, startProof } from '#domain/tests-to-members/addresses.ts';
import { proofCode, proveAddress } from '#domain/tests-to-members/contract.ts';
import { listTests } from '#domain/tests-to-members/list.ts';
import { channel } from '#domain/channel.contract.ts';
import { demand } from '../demand.ts';
import { testMessage } from '../test-message.ts';
import { organizationViewOf } from '../identity/views.ts';
import { operation } from '../operation.ts';
import { byId, listOf, paging } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const ownAddress = z
  .object({
    channel,
    address: z.string().nullable(),
    proved: z.boolean(),
    code_sent: z.boolean().describe('a code was asked for and is not entered yet'),
  })
  .meta({ id: 'OwnAddress' });
// Everybody who is signed in may read the members; a key that may only write them is told nothing more.
const user = userView.meta({ id: 'User', ...needs('members:read') });
const organization = organizationView.meta({ id: 'Organization', ...needs('organization:read') });
const ownOrganization = ownOrganizationView.meta({ id: 'OwnOrganization' });
const apiKey = apiKeyView.meta({ id: 'ApiKey' });

const MEMBER_REASONS = {
  403: '`owners_only`: only an owner makes, changes or removes an owner; `own_role`: nobody raises themselves; `own_account`: nobody deactivates themselves',
  409: '`last_owner`: no active owner would be left',
};

export const users = {
  me: operation({
    method: 'get',
    path: '/users/me',
    summary: 'The signed-in user',
    permission: null,
    output: user,
    handler: (services, ctx) => services.identity.me(ctx),
  }),
  updateMe: operation({
    method: 'patch',
    path: '/users/me',
    summary: 'Change your own name',
    permission: null,
    body: userPatch,
    output: user,
    handler: (services, ctx, { body }) => services.identity.updateMe(ctx, body),
  }),
  list: operation({
    method: 'get',
    path: '/users',
    summary: 'The people of the organization, newest first',
    permission: 'members:read',
    query: z.strictObject({ ...paging, ...memberFilter }),
    output: listOf(user),
    handler: (services, ctx, { query }) => services.identity.users(ctx, query),
  }),
  get: operation({
    method: 'get',
    path: '/users/{id}',
    summary: 'One member',
    permission: 'members:read',
    params: byId,
    output: user,
    handler: (services, ctx, { params }) => services.identity.user(ctx, params.id),
  }),
  update: operation({
    method: 'patch',
    path: '/users/{id}',
    summary: 'Change the role of a member, or deactivate or reactivate them',
    permission: 'members:write',
    params: byId,
    body: memberPatch,
    output: user,
    reasons: MEMBER_REASONS,
    handler: (services, ctx, { params, body }) =>
      services.identity.updateMember(ctx, params.id.toLowerCase(), body),
  }),
  remove: operation({
    method: 'delete',
    path: '/users/{id}',
    summary: 'Remove a member; a signed-in member leaves by their own id, without a permission',
    permission: null,
    params: byId,
    reasons: MEMBER_REASONS,
    async handler(services, ctx, { params }) {
      const id = params.id.toLowerCase();
      const leaves = ctx.actor.type === 'user' && ctx.actor.id === id;
      if (!leaves) demand(ctx, 'members:write');
      await services.identity.removeMember(ctx, id);
    },
  }),
  factors: operation({
    method: 'get',
    path: '/users/me/factors',
    summary: 'Your second factors',
    permission: null,
    output: factorsView.meta({ id: 'Factors' }),
    handler: (services, ctx) => services.identity.factors.list(ctx),
  }),
  addresses: operation({
    method: 'get',
    path: '/users/me/addresses',
    summary: 'Your own addresses, to which tests of templates and campaigns are sent',
    permission: 'messages:send',
    output: z.object({ data: z.array(ownAddress) }),
    handler: async (services, ctx) => {
      const member = await services.identity.callingMember(ctx);
      return { data: await ownAddresses(services, ctx, member) };
    },
  }),
  proveAddress: operation({
    method: 'post',
    path: '/users/me/addresses',
    summary: 'Get a code to prove your account’s address or your own number',
    permission: 'messages:send',
    body: proveAddress,
    output: ownAddress,
    status: 202,
    handler: async (services, ctx, { body }) =>
      startProof(services, ctx, await services.identity.callingMember(ctx), body),
  }),
  checkAddress: operation({
    method: 'post',
    path: '/users/me/addresses/check',
    summary: 'Prove it by that code',
    permission: 'messages:send',
    body: proofCode,
    output: ownAddress,
    handler: async (services, ctx, { body }) =>
      proveOwnAddress(services, ctx, await services.identity.callingMember(ctx), body),
  }),
  tests: operation({
    method: 'get',
    path: '/users/me/tests',
    summary: 'The newest tests that were sent to you, and how they went',
    permission: 'messages:send',
    output: z.object({ data: z.array(testMessage) }),
    handler: async (services, ctx) => {
      const member = await services.identity.callingMember(ctx);
      return { data: await listTests(services, ctx, member) };
    },
  }),
};

export const sessions = {
  list: operation({
    method: 'get',
    path: '/sessions',
    summary: 'Where you are signed in, the last used first',
    permission: null,
    output: z.object({ data: z.array(sessionView.meta({ id: 'Session' })) }),
    handler: async (services, ctx) => ({ data: await services.identity.sessions(ctx) }),
  }),
  endOthers: operation({
    method: 'delete',
    path: '/sessions',
    summary: 'Sign out everywhere else',
    permission: null,
    handler: (services, ctx) => services.identity.endOtherSessions(ctx),
  }),
  end: operation({
    method: 'delete',
    path: '/sessions/{id}',
    summary: 'End one of your sessions; its next request is refused',
    permission: null,
    params: byId,
    handler: (services, ctx, { params }) => services.identity.endSession(ctx, params.id),
  }),
};

export const organizations = {
  list: operation({
    method: 'get',
    path: '/organizations',
    summary: 'The organizations of the signed-in person, the first joined first',
    permission: null,
    output: z.object({ data: z.array(ownOrganization) }),
    handler: async (services, ctx) => ({ data: await services.identity.organizations(ctx) }),
  }),
  create: operation({
    method: 'post',
    path: '/organizations',
    summary: 'Create an organization that you own; your session goes on where it is',
    permission: null,
    body: newOrganization,
    output: ownOrganization,
    status: 201,
    limited: true,
    idempotent: true,
    handler: (services, ctx, { body }) => services.identity.createOrganization(ctx, body),
  }),
  me: operation({
    method: 'get',
    path: '/organizations/me',
    summary: 'The organization and its settings',
    permission: 'organization:read',
    output: organization,
    handler: async (services, ctx) => organizationViewOf(await getTenant(services, ctx)),
  }),
  updateMe: operation({
    method: 'patch',
    path: '/organizations/me',
    summary: 'Change the organization’s settings',
    permission: 'organization:write',
    body: organizationPatch,
    output: organization,
    handler: (services, ctx, { body }) => services.identity.updateOrganization(ctx, body),
  }),
};

export const apiKeys = {
  list: operation({
    method: 'get',
    path: '/api-keys',
    summary: 'API keys, newest first; only their first characters',
    permission: 'api_keys:read',
    query: z.strictObject({ ...paging }),
    output: listOf(apiKey),
    handler: (services, ctx, { query }) => services.identity.listApiKeys(ctx, query),
  }),
  create: operation({
    method: 'post',
    path: '/api-keys',
    summary: 'Create an API key; it is shown only once',
    permission: 'api_keys:write',
    body: createApiKeyInput,
    output: newApiKeyView.meta({ id: 'NewApiKey', ...needs('api_keys:read') }),
    told: ['id', 'name', 'start', 'scopes', 'belongs_to', 'expires_at', 'key'],
    status: 201,
    idempotent: true,
    handler: (services, ctx, { body }) => services.identity.createApiKey(ctx, body),
  }),
  delete: operation({
    method: 'delete',
    path: '/api-keys/{id}',
    summary: 'Delete an API key; it stops working at once',
    permission: 'api_keys:write',
    params: byId,
    handler: (services, ctx, { params }) => services.identity.deleteApiKey(ctx, params.id),
  }),
};
