import { Model } from 'objection';

/**
 * Base class of every tenant table. There is no global knex: a query needs the transaction of withTenant
 * (`Contact.query(trx)`), so a query without a tenant throws.
 */
export class TenantRow extends Model {
  declare tenant_id: string;
  declare id: string;
  static override idColumn = ['tenant_id', 'id'];
}
