import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { transformWithEsbuild } from 'vite';
import { encodeFiles } from './encode-files.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCES = ['web/**/*', 'vite.config.ts', 'package-lock.json', 'domain/**/*contract.ts', 'bin/{build-web,encode-files}.ts']; // prettier-ignore

/**
 * Builds the pages into build/ if their sources have changed since the last build.
 * @throws {Error} with the builder's output
 */
export async function buildWeb({ log }: { log: (line: string) => void }): Promise<void> {
  const fingerprint = await sources();
  const stamp = join(ROOT, 'build', 'sources');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === fingerprint) return;
  log('Building the pages …');
  // Built in another folder and moved at the end, so that a running server never sees half a build.
  const fresh = join(ROOT, '.cache', `web-${process.pid}`);
  await mkdir(fresh, { recursive: true });
  try {
    await remixBuild(fresh);
    await buildLauncher(join(fresh, 'client'));
    await encodeFiles(join(fresh, 'client'), join(fresh, 'encoded'));
    await writeFile(join(fresh, 'sources'), fingerprint);
    await rm(join(ROOT, 'build'), { recursive: true, force: true });
    await rename(fresh, join(ROOT, 'build'));
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function sources(): Promise<string> {
  const files: string[] = [];
  for await (const entry of glob(SOURCES, { cwd: ROOT, withFileTypes: true })) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash
      .update(file.slice(ROOT.length))
      .update('\0')
      .update(await readFile(file));
  }
  return hash.digest('hex');
}

/** The script of other sites is one small file of its own, under an address that never changes. */
async function buildLauncher(folder: string): Promise<void> {
  const file = join(ROOT, 'web', 'widget', 'launcher.ts');
  const source = await readFile(file, 'utf8');
  const { code } = await transformWithEsbuild(source, file, {
    minify: true,
    target: 'es2022',
    format: 'iife',
    sourcemap: false,
  });
  await writeFile(join(folder, 'widget.js'), code);
}

function remixBuild(folder: string): Promise<void> {
  const cli = join(ROOT, 'node_modules', '@remix-run', 'dev', 'dist', 'cli.js');
  const child = spawn(process.execPath, [cli, 'vite:build'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', WEB_BUILD_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => {
      if (code === 0) done();
      else fail(new Error(`The pages could not be built:\n${output}`));
    });
  });
}

if (process.argv[1] === import.meta.filename) await buildWeb({ log: console.log });
