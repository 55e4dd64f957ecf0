import { CodeBlock } from '../ui/facts.tsx';

/** Backup codes, one to a line, to be copied at once. */
export function BackupCodes({ codes }: { codes: readonly string[] }) {
  return <CodeBlock>{codes.join('\n')}</CodeBlock>;
}
