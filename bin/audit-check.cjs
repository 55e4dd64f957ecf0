require('./bootstrap.cjs')('bin/audit-check.ts');
