require('./bootstrap.cjs')('bench/consent.ts');
