require('./bootstrap.cjs')('bin/rotate-master-key.ts');
