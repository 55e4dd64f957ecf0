/*
 * Arrays in the binary format of Postgres, which pg sends as they are. As text, every element would be written in hex
 * or escaped here and parsed there: for thousands of encrypted values a good part of what saving them costs.
 */
const TYPES = { bytea: 17, text: 25, uuid: 2950 };

/** Returns an array as the value of a parameter that the statement casts to `bytea[]`. */
export function bytesArray(values: readonly (Buffer | null)[]): Buffer {
  const sizes = values.map((value) => value?.length ?? NONE);
  return arrayOf('bytea', sizes, (array, at, i) => {
    values[i]?.copy(array, at);
  });
}

/** Returns an array as the value of a parameter that the statement casts to `text[]`. */
export function textArray(values: readonly (string | null)[]): Buffer {
  const sizes = values.map((value) => (value === null ? NONE : Buffer.byteLength(value)));
  return arrayOf('text', sizes, (array, at, i) => {
    array.write(values[i] ?? '', at);
  });
}

/** Returns an array as the value of a parameter that the statement casts to `uuid[]`. */
export function uuidArray(ids: readonly string[]): Buffer {
  const sizes = ids.map(() => UUID);
  return arrayOf('uuid', sizes, (array, at, i) => {
    array.write((ids[i] ?? '').replaceAll('-', ''), at, UUID, 'hex');
  });
}

/** The length of null, and the bytes of a UUID. */
const NONE = -1;
const UUID = 16;

/**
 * Dimensions, whether there are nulls, type of the elements, their number, number of the first; then each with its
 * length.
 * @param write writes an element where it belongs; not called for nulls
 */
function arrayOf(
  type: keyof typeof TYPES,
  sizes: readonly number[],
  write: (array: Buffer, at: number, i: number) => void,
): Buffer {
  const total = sizes.reduce((sum, size) => sum + 4 + Math.max(size, 0), 20);
  const array = Buffer.allocUnsafe(total);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(sizes.includes(NONE) ? 1 : 0, 4);
  array.writeInt32BE(TYPES[type], 8);
  array.writeInt32BE(sizes.length, 12);
  array.writeInt32BE(1, 16);
  let at = 20;
  for (const [i, size] of sizes.entries()) {
    at = array.writeInt32BE(size, at);
    if (size === NONE) continue;
    write(array, at, i);
    at += size;
  }
  return array;
}
