require('./bootstrap.cjs')('bin/restore.ts');
