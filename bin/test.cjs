require('./bootstrap.cjs')('bin/test.ts');
