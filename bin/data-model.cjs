require('./bootstrap.cjs')('bin/data-model.ts');
