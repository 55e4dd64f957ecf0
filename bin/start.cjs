require('./bootstrap.cjs')('bin/start.ts');
