import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/* Prints the demo organisation's API key again. */
const file = join(process.env['ASSENT_DATA_DIR'] ?? '.data', 'demo.json');
const text = await readFile(file, 'utf8').catch(() => null);
if (text === null) {
  console.error(`There is no ${file} yet: run npm start first.`);
  process.exitCode = 1;
} else {
  console.log(z.object({ apiKey: z.string() }).parse(JSON.parse(text)).apiKey);
}
