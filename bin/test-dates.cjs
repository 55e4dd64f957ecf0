require('./bootstrap.cjs')('bin/test-dates.ts');
