require('./bootstrap.cjs')('bench/fairness.ts');
