/** Waits until it is so. @throws Error after the patience, 5 seconds unless given */
export async function until(so: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await so())) {
    if (Date.now() > end) throw new Error(`not so after ${ms} ms: ${so.toString()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
