/** Runs the whole of a command: a failure is said in one line and makes it end with 1. */
export async function runAsCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
