/**
 * Posts an endless body until an answer comes, or 64 MB were sent.
 * @param piece what the body repeats
 * @returns the answer's status, and how many bytes were sent before it came
 */
export async function sendEndlessly(
  url: string,
  headers: Record<string, string>,
  piece: string,
  method = 'POST',
): Promise<{ status: number; sent: number }> {
  const chunk = new TextEncoder().encode(piece.repeat(Math.ceil(65_536 / piece.length)));
  let sent = 0;
  let answered = false;
  const body = new ReadableStream<Uint8Array>({
    pull(to) {
      if (answered || sent > 64 * 2 ** 20) return to.close();
      sent += chunk.length;
      to.enqueue(chunk);
    },
  });
  const init: RequestInit = { method, headers, body, duplex: 'half', redirect: 'manual' };
  const response = await fetch(url, init);
  answered = true;
  const before = sent;
  await response.arrayBuffer();
  return { status: response.status, sent: before };
}
