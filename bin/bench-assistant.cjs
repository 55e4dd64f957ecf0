require('./bootstrap.cjs')('bench/assistant.ts');
