require('./bootstrap.cjs')('bench/contacts.ts');
