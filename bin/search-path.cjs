/* Runs on any Node from 12 up: bin/bootstrap.cjs uses it before anything is installed. */
const path = require('path');

const modules = path.resolve(__dirname, '..', 'node_modules');

/** Where systems keep their programs: for a process that was started without a PATH. */
const USUAL = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** An empty entry would mean the current folder, so there is never one. */
exports.searchPath = (given) =>
  [path.join(modules, 'node', 'bin'), path.join(modules, '.bin')]
    .concat((given || USUAL.join(path.delimiter)).split(path.delimiter).filter(Boolean))
    .join(path.delimiter);
