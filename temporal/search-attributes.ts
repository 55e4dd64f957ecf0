import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { ENTITY_ATTRIBUTE, STEP_ATTRIBUTE, TENANT_ATTRIBUTE } from '#domain/processes.ts';
import { own } from '#lib/own.ts';

/** How operators find workflows. Ids and names of steps only: search attributes are never encrypted. */
export const tenantAttribute = defineSearchAttributeKey(
  TENANT_ATTRIBUTE,
  SearchAttributeType.KEYWORD,
);
export const entityAttribute = defineSearchAttributeKey(
  ENTITY_ATTRIBUTE,
  SearchAttributeType.KEYWORD,
);

/** As the dev server and `temporal operator search-attribute create` take them. */
export const SEARCH_ATTRIBUTES = {
  [TENANT_ATTRIBUTE]: 'Keyword',
  [ENTITY_ATTRIBUTE]: 'Keyword',
  [STEP_ATTRIBUTE]: 'Keyword',
} as const;

const { IndexedValueType } = proto.temporal.api.enums.v1;

/**
 * Makes the attributes that the namespace does not have yet: a workflow that sets one it lacks would stand still.
 * Temporal Cloud does not let a client do this; there they are made by hand (docs/temporal.md).
 * @throws what the server answers; workers log it and go on
 */
export async function ensureSearchAttributes(client: Client): Promise<void> {
  const { operatorService } = client.connection;
  const { namespace } = client.options;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.keys(SEARCH_ATTRIBUTES).filter(
    (name) => !own(customAttributes ?? {}, name),
  );
  if (missing.length) await addSearchAttributes(client, missing);
}

/** Makes these attributes, which must not be there yet. */
export async function addSearchAttributes(
  client: Client,
  names: readonly string[] = Object.keys(SEARCH_ATTRIBUTES),
): Promise<void> {
  await client.connection.operatorService.addSearchAttributes({
    namespace: client.options.namespace,
    searchAttributes: Object.fromEntries(
      names.map((name) => [name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD]),
    ),
  });
}
