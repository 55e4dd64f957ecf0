import type { KeyObject } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { createDataConverter } from './data-converter.ts';

export type TemporalOptions = {
  /** host:port of the frontend. */
  address: string;
  namespace: string;
  masterKey: KeyObject;
};

export type Temporal = { client: Client; close: () => Promise<void> };

/** Creates a client that connects on first use, and reconnects by itself after Temporal was away. */
export function createTemporal(options: TemporalOptions): Temporal {
  const connection = Connection.lazy({
    address: options.address,
    connectTimeout: '3s',
    // The default intervals grow to two minutes, long after Temporal is back.
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 500,
      'grpc.max_reconnect_backoff_ms': 2_000,
    },
  });
  const client = new Client({
    connection,
    namespace: options.namespace,
    dataConverter: createDataConverter(options.masterKey),
  });
  return { client, close: () => connection.close() };
}
