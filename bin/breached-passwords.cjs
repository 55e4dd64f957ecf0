require('./bootstrap.cjs')('bin/breached-passwords.ts');
