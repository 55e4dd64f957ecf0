/** Yields the server-sent events of a response: their names, and their data as it is sent. */
export async function* eventsOf(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<{ event: string; data: unknown }> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let waiting = '';
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const blocks = `${waiting}${decoder.decode(next.value, { stream: true })}`.split('\n\n');
      waiting = blocks.pop() ?? '';
      for (const block of blocks) {
        const lines = block.split('\n');
        const event = valueOf(lines, 'event');
        const data = valueOf(lines, 'data');
        if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) };
      }
    }
  } finally {
    await reader.cancel();
  }
}

const valueOf = (lines: readonly string[], name: string): string | undefined =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
