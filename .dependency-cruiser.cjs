// Layers of the front end: imports only point down, and nothing goes in circles.
const below = {
  core: ['ui-components', 'lab-extension', 'notebook-extension'],
  'ui-components': ['lab-extension', 'notebook-extension'],
  'lab-extension': ['notebook-extension'],
  'notebook-extension': ['lab-extension']
};

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    ...Object.entries(below).map(([name, others]) => ({
      name: `${name}-imports-down`,
      severity: 'error',
      from: { path: `^packages/${name}/` },
      to: {
        path: others.flatMap(other => [
          `^packages/${other}/`,
          `@jupyter-notifications/${other}`
        ])
      }
    })),
    {
      name: 'core-has-no-react',
      severity: 'error',
      from: { path: '^packages/core/src' },
      to: { path: '(^|/)(react|react-dom|@jupyterlab/ui-components)(/|$)' }
    },
    {
      name: 'core-knows-no-app-but-in-its-plugin',
      severity: 'error',
      from: { path: '^packages/core/src', pathNot: 'plugin\\.ts$' },
      to: { path: '@jupyterlab/application' }
    },
    {
      name: 'views-make-no-requests-and-know-no-app',
      severity: 'error',
      from: { path: '^packages/ui-components/src' },
      to: { path: '@jupyterlab/(application|services)(/|$)' }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.eslint.json' }
  }
};
