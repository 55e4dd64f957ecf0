/** What is written down after an answer, and waited for before the process ends. */
export type Notes = { add(write: () => Promise<void>): void; close(): Promise<void> };

/** @param lost told of what could not be written */
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
