/** The import rule of docs/architecture.md: data and imports go one way. Checked by `npm test`. */
const layer = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: {
    path: '^(api|web|workflows|activities|worker|temporal|runtime|domain|models|providers|lib|bin|test|bench)/',
    pathNot: allowed,
  },
});
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    layer('lib-stands-alone', '^lib/', '^lib/'),
    layer('models-are-thin', '^models/', '^(models|lib)/'),
    layer('providers-know-no-domain', '^providers/', '^(providers|lib)/'),
    layer('domain-is-the-core', '^domain/', '^(domain|models|lib)/'),
    layer(
      'workflows-carry-ids',
      '^workflows/',
      '^(workflows/|domain/processes\\.ts$|domain/.*(contract|rules)\\.ts$|activities/)',
    ),
    layer('activities-call-the-domain', '^activities/', '^(activities|domain|providers|lib)/'),
    layer(
      'temporal-is-plumbing',
      '^temporal/',
      '^(temporal/|lib/|domain/processes\\.ts$|domain/.*contract\\.ts$|workflows/)',
    ),
    layer('runtime-composes', '^runtime/', '^(runtime|temporal|providers|lib|domain)/'),
    layer(
      'worker-wires',
      '^worker/',
      '^(worker|runtime|activities|temporal|providers|lib|domain|models)/',
    ),
    layer('api-is-a-door', '^api/', '^(api|runtime|domain|temporal|providers|lib|workflows)/'),
    layer(
      'web-sees-contracts',
      '^web/',
      '^(web/|domain/.*contract\\.ts$|api/client-types\\.ts$|lib/own\\.ts$)',
    ),
    {
      name: 'types-only-across-these',
      severity: 'error',
      from: { path: '^(workflows|web|api|temporal)/' },
      to: {
        path: '^(activities|workflows)/',
        dependencyTypesNot: ['type-only'],
        pathNot: ['^workflows/'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|\\.data|\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
