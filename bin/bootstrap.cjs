/*
 * Runs on any Node from 12 up, with nothing installed: installs missing or outdated dependencies, then continues in
 * the current Node, which is itself a dependency. Used by `npm start` and `npm test`.
 */
const { spawn, spawnSync } = require('child_process');
const { createHash } = require('crypto');
const fs = require('fs');
const path = require('path');
const { searchPath } = require('./search-path.cjs');

const root = path.resolve(__dirname, '..');
const lock = path.join(root, 'package-lock.json');
const stamp = path.join(root, 'node_modules', '.assent-lock');
const compiled = path.join(root, '.cache', 'compiled');
const node = path.join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
const hash = createHash('sha256').update(fs.readFileSync(lock)).digest('hex');

const installed = () => {
  if (!fs.existsSync(node)) return false;
  if (fs.existsSync(stamp)) return fs.readFileSync(stamp, 'utf8') === hash;
  // After a manual `npm ci`, npm's own record is as new as the lock file.
  const record = path.join(root, 'node_modules', '.package-lock.json');
  return fs.existsSync(record) && fs.statSync(record).mtimeMs >= fs.statSync(lock).mtimeMs;
};

/** Runs a TypeScript entry point under the project's own Node. */
module.exports = function bootstrap(entry) {
  // A service manager or `env -i` may give none. Asked of process.env itself: on Windows its name is `Path`.
  const PATH = searchPath(process.env.PATH);
  if (!installed()) {
    console.log('Installing dependencies (first time, or they changed) …');
    const npm = process.env.npm_execpath
      ? [process.execPath, [process.env.npm_execpath]]
      : ['npm', []];
    const done = spawnSync(
      npm[0],
      npm[1].concat(['ci', '--no-audit', '--no-fund', '--loglevel=error']),
      {
        cwd: root,
        stdio: 'inherit',
        // npm is usually beside the Node that runs this.
        env: Object.assign({}, process.env, {
          PATH: PATH + path.delimiter + path.dirname(process.execPath),
        }),
      },
    );
    if (done.status !== 0) {
      console.error(
        done.error
          ? `npm could not be started: ${done.error.message}`
          : 'npm ci failed; see the lines above.',
      );
      process.exit(done.status || 1);
    }
    fs.writeFileSync(stamp, hash);
    // Code compiled from packages that may be gone now. Node 12 has no rmSync.
    if (fs.rmSync) fs.rmSync(compiled, { recursive: true, force: true });
  }
  // The next process reuses compiled code; this saves up to a third of its loading time.
  const env = Object.assign({ NODE_COMPILE_CACHE: compiled }, process.env, { PATH });
  const child = spawn(node, [path.join(root, entry)].concat(process.argv.slice(2)), {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  // A terminal sends Ctrl-C to the whole group, so here this process only waits until the child has stopped.
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) =>
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    }),
  );
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
};
