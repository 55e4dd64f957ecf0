require('./bootstrap.cjs')('bin/provided-templates.ts');
