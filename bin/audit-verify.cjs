require('./bootstrap.cjs')('bin/audit-verify.ts');
