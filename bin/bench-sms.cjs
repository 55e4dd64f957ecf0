require('./bootstrap.cjs')('bench/sms.ts');
