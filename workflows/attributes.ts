import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type SearchAttributePair,
} from '@temporalio/common';
import { ENTITY_ATTRIBUTE, STEP_ATTRIBUTE, TENANT_ATTRIBUTE } from '#domain/processes.ts';

const tenant = defineSearchAttributeKey(TENANT_ATTRIBUTE, SearchAttributeType.KEYWORD);
const entity = defineSearchAttributeKey(ENTITY_ATTRIBUTE, SearchAttributeType.KEYWORD);
export const stepAttribute = defineSearchAttributeKey(STEP_ATTRIBUTE, SearchAttributeType.KEYWORD);

/**
 * Returns the search attributes by which operators find a child process. The API sets the same ones on the processes
 * that it starts.
 */
export const attributesOf = (input: { tenantId: string; id: string }): SearchAttributePair[] => [
  { key: tenant, value: input.tenantId },
  { key: entity, value: input.id },
];
