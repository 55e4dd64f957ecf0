/** A bucket and a prefix in it, from one address. */
export type S3Location = {
  bucket: string;
  /** Prefix of every key; ends with a slash, or is empty. */
  prefix: string;
  endpoint?: string;
  region?: string;
  /** Whether the bucket is in the path instead of the host name; most servers other than Amazon's need this. */
  pathStyle: boolean;
  /** Days of object lock in compliance mode; the bucket must have been created with object lock. */
  retainDays?: number;
};

const KNOWN = ['endpoint', 'region', 'path_style', 'retain_days'];

/**
 * Reads an address such as `s3://bucket/prefix?endpoint=https://…&region=…&path_style=true&retain_days=3650`.
 * @throws {TypeError} with the fault of the address
 */
export function s3Location(address: string): S3Location {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol !== 's3:' || !url.hostname) {
    throw new TypeError('must look like s3://bucket/prefix');
  }
  if (url.username || url.password) {
    throw new TypeError(
      'must not hold credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  }
  const unknown = [...url.searchParams.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`has ${unknown}, which is none of ${KNOWN.join(', ')}`);
  const { endpoint, region, path_style, retain_days } = Object.fromEntries(url.searchParams);
  if (endpoint !== undefined && !/^https?:\/\//.test(endpoint)) {
    throw new TypeError('needs an endpoint that begins with https://');
  }
  const days = Number(retain_days ?? 1);
  if (!Number.isInteger(days) || days < 1 || days > 36_500) {
    throw new TypeError('needs retain_days to be a number of days');
  }
  const path = url.pathname.replaceAll(/^\/+|\/+$/g, '');
  return {
    bucket: url.hostname,
    prefix: path ? `${path}/` : '',
    pathStyle: path_style === 'true',
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(retain_days === undefined ? {} : { retainDays: days }),
  };
}
