require('./bootstrap.cjs')('bin/receipt-check.ts');
