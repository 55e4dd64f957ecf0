import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** How operators find workflows. Ids only: search attributes are never encrypted. */
export const tenantAttribute = defineSearchAttributeKey(
  'AssentTenant',
  SearchAttributeType.KEYWORD,
);
export const entityAttribute = defineSearchAttributeKey(
  'AssentEntity',
  SearchAttributeType.KEYWORD,
);

/** As the dev server and `temporal operator search-attribute create` take them. */
export const SEARCH_ATTRIBUTES = { AssentTenant: 'Keyword', AssentEntity: 'Keyword' } as const;
