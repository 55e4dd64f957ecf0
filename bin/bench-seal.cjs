require('./bootstrap.cjs')('bench/seal.ts');
