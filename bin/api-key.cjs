require('./bootstrap.cjs')('bin/api-key.ts');
