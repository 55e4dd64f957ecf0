require('./bootstrap.cjs')('bin/certificate-check.ts');
