require('./bootstrap.cjs')('bench/import.ts');
