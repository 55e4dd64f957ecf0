require('./bootstrap.cjs')('bin/migrate.ts');
