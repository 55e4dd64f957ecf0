require('./bootstrap.cjs')('bin/keep-histories.ts');
