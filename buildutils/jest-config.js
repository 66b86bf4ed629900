// The one Jest configuration of all packages.
const jestJupyterLab = require('@jupyterlab/testing/lib/jest-config');

const esModules = [
  '@codemirror',
  '@jupyter',
  '@jupyterlab',
  '@jupyter-notebook',
  '@jupyter-notifications',
  '@microsoft',
  'exenv-es6',
  'lib0',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

module.exports = packageDir => ({
  ...jestJupyterLab(packageDir),
  testRegex: 'test/.*\\.spec\\.tsx?$',
  transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`],
  // Sources of the other packages, so that unit tests need no build.
  moduleNameMapper: {
    ...jestJupyterLab(packageDir).moduleNameMapper,
    '^@jupyter-notifications/([^/]+)$': `${__dirname}/../packages/$1/src`
  },
  reporters: ['default']
});
