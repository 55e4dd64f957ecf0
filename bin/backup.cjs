require('./bootstrap.cjs')('bin/backup.ts');
