/** Counts AVA's marks as they arrive, for the one plain line that tools read: `12 passed, 0 failed`. */
export function createCount(): { onOutput: (text: string) => void; line: () => string } {
  const counts = { passed: 0, failed: 0 };
  let rest = '';
  return {
    onOutput(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (/^ {2}✔ /.test(line)) counts.passed++;
        else if (/^ {2}✘ /.test(line)) counts.failed++;
      }
    },
    line: () => `${counts.passed} passed, ${counts.failed} failed`,
  };
}
