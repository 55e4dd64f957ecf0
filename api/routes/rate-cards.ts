import { z } from 'zod';
import { deleteCard, listCards, listPriceState, setCard } from '#domain/rate-cards/cards.ts';
import { numberType, rateCardInput } from '#domain/rate-cards/contract.ts';
import { operation } from '../operation.ts';
import { byId, id } from '../schemas.ts';
import { needs } from '../seen-by.ts';

const card = z
  .object({
    id: id.nullable().describe('null for a provided one'),
    origin: z.enum(['own', 'provided']),
    channel: z.enum(['sms', 'email']),
    country: z.string().nullable(),
    prefix: z.string().nullable(),
    number_type: numberType.nullable(),
    price: z.string().describe('per segment of a text, or per mail'),
    currency: z.string(),
    source: z.string(),
    as_of: z.iso.date(),
  })
  .meta({ id: 'RateCard', ...needs('verifications:read') });

export const rateCards = {
  list: operation({
    method: 'get',
    path: '/rate-cards',
    summary: 'What sending costs: your own prices, and list prices where you have none',
    permission: 'verifications:read',
    output: z.object({
      data: z.array(card),
      list_prices: z.object({
        currency: z.string(),
        in_force: z.boolean().describe('false: the daily budget is in another currency'),
      }),
    }),
    handler: async (services, ctx) => ({
      data: await listCards(services, ctx),
      list_prices: await listPriceState(services, ctx),
    }),
  }),
  set: operation({
    method: 'post',
    path: '/rate-cards',
    summary: 'Set a price; the same destination again replaces it',
    permission: 'organization:write',
    body: rateCardInput,
    output: card,
    status: 201,
    idempotent: true,
    handler: (services, ctx, { body }) => setCard(services, ctx, body),
  }),
  delete: operation({
    method: 'delete',
    path: '/rate-cards/{id}',
    summary: 'Remove a price of your own',
    permission: 'organization:write',
    params: byId,
    handler: (services, ctx, { params }) => deleteCard(services, ctx, params.id),
  }),
};
