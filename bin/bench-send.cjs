require('./bootstrap.cjs')('bench/send.ts');
