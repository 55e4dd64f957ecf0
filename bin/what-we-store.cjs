require('./bootstrap.cjs')('bin/what-we-store.ts');
