/**
 * Waits until a condition is true.
 * @throws {Error} after two minutes unless given otherwise: far more than any machine needs
 */
export async function until(so: () => boolean | Promise<boolean>, ms = 120_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await so())) {
    if (Date.now() > end) throw new Error(`not so after ${ms} ms: ${so.toString()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
