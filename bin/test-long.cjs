require('./bootstrap.cjs')('bin/test-long.ts');
