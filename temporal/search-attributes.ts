import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { ENTITY_ATTRIBUTE, STEP_ATTRIBUTE, TENANT_ATTRIBUTE } from '#domain/processes.ts';
import { own } from '#lib/own.ts';

/**
 * Search attributes by which operators find workflows. Only ids and step names: search attributes are never
 * encrypted.
 */
export const tenantAttribute = defineSearchAttributeKey(
  TENANT_ATTRIBUTE,
  SearchAttributeType.KEYWORD,
);
export const entityAttribute = defineSearchAttributeKey(
  ENTITY_ATTRIBUTE,
  SearchAttributeType.KEYWORD,
);

/** The attributes in the form that the dev server and `temporal operator search-attribute create` take. */
export const SEARCH_ATTRIBUTES = {
  [TENANT_ATTRIBUTE]: 'Keyword',
  [ENTITY_ATTRIBUTE]: 'Keyword',
  [STEP_ATTRIBUTE]: 'Keyword',
} as const;

const { IndexedValueType } = proto.temporal.api.enums.v1;

/**
 * Creates the attributes that the namespace lacks: a workflow that sets an unknown attribute would be blocked.
 * Temporal Cloud does not allow this to clients; there an operator creates them (docs/temporal.md).
 * @throws the server's error; workers log it and continue
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

/** Creates these attributes, which must not exist yet. */
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
