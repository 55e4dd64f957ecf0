/** Runs a command's work. A failure is printed in one line and sets exit code 1. */
export async function runAsCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
