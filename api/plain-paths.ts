import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';

const state = z.object({ status: z.enum(['up', 'down']) });
const standing = {
  content: {
    'application/json': {
      schema: z.object({
        status: z.enum(['ok', 'degraded']),
        version: z.string(),
        components: z.record(z.string(), state),
      }),
    },
  },
};

/** The OpenAPI paths of routes that take no credential of ours: health, providers' reports. */
export const plainPaths: ZodOpenApiPathsObject = {
  '/api/v1/health': {
    get: {
      operationId: 'health',
      tags: ['health'],
      summary: 'Health of every component; also at /health',
      security: [],
      responses: {
        '200': { description: 'All components are healthy', ...standing },
        '503': { description: 'A component is down', ...standing },
      },
    },
  },
  '/api/v1/openapi.json': {
    get: {
      operationId: 'openapi',
      tags: ['health'],
      summary: 'This document; also at /openapi.json',
      security: [],
      responses: {
        '200': {
          description: 'OpenAPI 3.1',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  },
  '/api/v1/webhooks/email/events': {
    post: {
      operationId: 'webhooks.email.events',
      tags: ['webhooks'],
      summary:
        'Amazon SES over SNS: bounces, complaints, deliveries; signed by SNS, topics on a list',
      security: [],
      requestBody: { content: { 'text/plain': { schema: { type: 'string' } } } },
      responses: {
        '204': { description: 'Taken' },
        '403': { description: 'Not signed by SNS, or not an accepted topic' },
      },
    },
  },
  '/api/v1/webhooks/email/inbound': {
    post: {
      operationId: 'webhooks.email.inbound',
      tags: ['webhooks'],
      summary:
        'Mails for INBOUND_MAIL_DOMAIN: unsubscribing, bounces (RFC 3464), complaints (RFC 5965)',
      security: [],
      requestBody: { content: { 'message/rfc822': { schema: { type: 'string' } } } },
      responses: {
        '200': {
          description: 'Accepted; says what happened to the mail',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
        '403': { description: 'Without the shared secret' },
        '404': { description: 'Inbound mail is not configured (INBOUND_MAIL_DOMAIN)' },
      },
    },
  },
  '/api/v1/webhooks/twilio/status': { post: signedForm('status', 'Delivery reports of texts') },
  '/api/v1/webhooks/twilio/sms': { post: signedForm('sms', 'Texts from people: STOP, HELP') },
};

function signedForm(name: string, summary: string): ZodOpenApiOperationObject {
  return {
    operationId: `webhooks.twilio.${name}`,
    tags: ['webhooks'],
    summary: `${summary}; accepted only with a valid X-Twilio-Signature`,
    security: [],
    requestBody: {
      content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } },
    },
    responses: { '200': { description: 'Taken' }, '403': { description: 'Signature not valid' } },
  };
}
