/** Records that are written after an answer; the process waits for them before it ends. */
export type Notes = { add(write: () => Promise<void>): void; close(): Promise<void> };

/**
 * Creates the list of pending records.
 * @param lost called with the error of a record that could not be written
 */
export function createNotes(lost: (error: unknown) => void): Notes {
  const open = new Set<Promise<void>>();
  return {
    add(write) {
      const one = write()
        .catch(lost)
        .finally(() => open.delete(one));
      open.add(one);
    },
    close: async () => {
      await Promise.all(open);
    },
  };
}
