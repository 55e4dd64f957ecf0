require('./bootstrap.cjs')('bin/record-histories.ts');
