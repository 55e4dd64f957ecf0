require('./bootstrap.cjs')('bench/verification.ts');
