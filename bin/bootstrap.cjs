/*
 * Runs on any Node from 12 up, with nothing installed: installs what is missing or out of date, then
 * hands over to the current Node that is itself a dependency. Used by `npm start` and `npm test`.
 */
const { spawn, spawnSync } = require('child_process');
const { createHash } = require('crypto');
const fs = require('fs');
const path = require('path');

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
  // `npm ci` was run by hand: its own record is as new as the lock file.
  const record = path.join(root, 'node_modules', '.package-lock.json');
  return fs.existsSync(record) && fs.statSync(record).mtimeMs >= fs.statSync(lock).mtimeMs;
};

/** Runs a TypeScript entry of this project under the project's own Node. */
module.exports = function bootstrap(entry) {
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
      },
    );
    if (done.status !== 0) {
      console.error('npm ci failed; see the lines above.');
      process.exit(done.status || 1);
    }
    fs.writeFileSync(stamp, hash);
    // Of packages that may be gone now; Node 12 has no such function.
    if (fs.rmSync) fs.rmSync(compiled, { recursive: true, force: true });
  }
  // Compiled code is kept for the next process: up to a third of the time that one takes to load.
  const env = Object.assign({ NODE_COMPILE_CACHE: compiled }, process.env);
  env.PATH = [path.dirname(node), path.join(root, 'node_modules', '.bin'), env.PATH].join(
    path.delimiter,
  );
  const child = spawn(node, [path.join(root, entry)].concat(process.argv.slice(2)), {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  // The terminal sends Ctrl-C to the whole group; this process only waits for the child's own farewell.
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) =>
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    }),
  );
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
};
