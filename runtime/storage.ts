import { join } from 'node:path';
import { ConfigError, type Config } from '#lib/config.ts';
import { createDiskStorage } from '#providers/storage/disk.ts';
import { s3Location } from '#providers/storage/location.ts';
import { createS3Storage } from '#providers/storage/s3.ts';

export type Storage = ReturnType<typeof createDiskStorage> | ReturnType<typeof createS3Storage>;

/**
 * Creates the storage of files and seals: on disk, or in buckets. Connects to nothing yet.
 * @throws {ConfigError} when an address is wrong
 */
export function createStorage(config: Config): { files: Storage; seals: Storage } {
  const dir = config.ASSENT_DATA_DIR;
  return {
    files: config.STORAGE_URL
      ? inBucket('STORAGE_URL', config.STORAGE_URL)
      : createDiskStorage(join(dir, 'files')),
    seals: config.SEALS_URL
      ? inBucket('SEALS_URL', config.SEALS_URL)
      : createDiskStorage(config.SEALS_DIR ?? join(dir, 'seals')),
  };
}

function inBucket(name: string, address: string): Storage {
  try {
    return createS3Storage(s3Location(address));
  } catch (error) {
    if (error instanceof TypeError)
      throw new ConfigError(`Configuration: ${name} ${error.message}`);
    throw error;
  }
}
