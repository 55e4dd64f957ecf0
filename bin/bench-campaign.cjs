require('./bootstrap.cjs')('bench/campaign.ts');
