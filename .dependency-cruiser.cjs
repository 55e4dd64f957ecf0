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
const ORDER = require('./domain/floors.json').flatMap(({ folders }) => folders);
/** Files of `domain/` itself, for every folder; they know the type of the keyring alone. */
const SHARED = '[^/]+\\.ts$';
const listed = (folders) => (folders.length ? `|(${folders.join('|')})/` : '');
/** A folder of the domain imports from those that stand before it in domain/floors.json, so no circle can arise. */
const domainFloors = [
  {
    name: 'domain-shared-files',
    severity: 'error',
    from: { path: `^domain/${SHARED}` },
    to: { path: '^domain/', pathNot: `^domain/(${SHARED}|keyring/)` },
  },
  {
    name: 'domain-folder-has-a-floor',
    severity: 'error',
    from: {},
    to: { path: '^domain/', pathNot: `^domain/(${SHARED}|floors\\.json$${listed(ORDER)})` },
  },
  ...ORDER.map((folder, at) => ({
    name: `domain-floor-of-${folder}`,
    severity: 'error',
    from: { path: `^domain/${folder}/` },
    to: {
      path: '^domain/',
      pathNot: `^domain/(${folder === 'keyring' ? 'keyring/' : SHARED}${listed(ORDER.slice(0, at + 1))})`,
    },
  })),
];
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-folder-circles',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
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
    ...domainFloors,
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
      // The tools of the chat are the operations of the API.
      '^((worker|runtime|activities|temporal|providers|lib|domain|models)/|api/tools/)',
    ),
    layer('api-is-a-door', '^api/', '^(api|runtime|domain|temporal|providers|lib|workflows)/'),
    layer(
      'web-sees-contracts',
      '^web/',
      '^(web/|domain/.*contract\\.ts$|api/client-types\\.ts$|lib/(own|typed-number|zoned-day)\\.ts$)',
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
